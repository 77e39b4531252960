import { availableParallelism } from "node:os";
import { ensureInstalled } from "./lib/ensure-installed.mjs";
import { runCommand, SetupError } from "./lib/say.mjs";

const USAGE = "Usage: npm run drill [-- --seed N --histories N --executor]";

/**
 * npm run drill [-- --seed N --histories N --executor]: people, faults and deaths drawn from seeds, and the laws of sync
 * checked on what is left, in one process with a thread for each core. A failure prints its seed and the shortest history that shows it. With `--executor` the runs go
 * through the local executor and its worker, both processes that are killed, in real time; a history is not shortened then.
 */
const HISTORIES = 5_000;
const HISTORIES_WITH_KILLS = 100;

await runCommand(async () => {
  const { seed, histories, executor } = chosen(process.argv.slice(2));
  await ensureInstalled();
  // Imported only now, because they need the dependencies.
  const { ensureGenerated } = await import("./lib/ensure-generated.mjs");
  const { run } = await import("./lib/run.mjs");
  const { projectRoot } = await import("./lib/paths.mjs");
  await ensureGenerated();
  const vitest = `${projectRoot}/node_modules/vitest/vitest.mjs`;
  const count = executor ? "LOCKSTEP_DRILL_KILLS" : "LOCKSTEP_DRILL_HISTORIES";
  const file = executor ? "lib/testing/drill-kills.db.test.ts" : "lib/testing/drill.db.test.ts";
  // Processes that are killed are played one after the other: they would be in each other's way.
  const lanes = executor ? 0 : Math.min(availableParallelism(), histories);
  const env = {
    ...process.env,
    LOCKSTEP_DRILL_SEED: String(seed),
    LOCKSTEP_DRILL_LANES: String(lanes),
    [count]: String(histories),
  };
  const args = [vitest, "run", "--project", lanes > 0 ? "lane *" : "db", file];
  return (await run(process.execPath, args, { env })).code ?? 1;
});

/** @param {string[]} args */
function chosen(args) {
  const executor = args.includes("--executor");
  const values = { seed: 1, histories: executor ? HISTORIES_WITH_KILLS : HISTORIES };
  const named = args.filter((arg) => arg !== "--executor");
  for (let at = 0; at < named.length; at += 2) {
    const name = named[at]?.replace(/^--/, "");
    const value = Number(named[at + 1]);
    if ((name !== "seed" && name !== "histories") || !Number.isInteger(value) || value < 1) throw new SetupError(USAGE);
    values[name] = value;
  }
  return { ...values, executor };
}
