import { ensureInstalled } from "./lib/ensure-installed.mjs";
import { runCommand, SetupError } from "./lib/say.mjs";

/**
 * npm run drill [-- --seed N --histories N]: people, faults and deaths drawn from seeds, and the laws of sync checked on
 * what is left. A failure prints its seed and the shortest history that shows it.
 */
const HISTORIES = 5_000;

await runCommand(async () => {
  const { seed, histories } = chosen(process.argv.slice(2));
  await ensureInstalled();
  // Imported only now, because they need the dependencies.
  const { ensureGenerated } = await import("./lib/ensure-generated.mjs");
  const { run } = await import("./lib/run.mjs");
  const { projectRoot } = await import("./lib/paths.mjs");
  await ensureGenerated();
  const vitest = `${projectRoot}/node_modules/vitest/vitest.mjs`;
  const env = { ...process.env, LOCKSTEP_DRILL_SEED: String(seed), LOCKSTEP_DRILL_HISTORIES: String(histories) };
  const args = [vitest, "run", "--project", "db", "lib/testing/drill.db.test.ts"];
  return (await run(process.execPath, args, { env })).code ?? 1;
});

/** @param {string[]} args */
function chosen(args) {
  const values = { seed: 1, histories: HISTORIES };
  for (let at = 0; at < args.length; at += 2) {
    const name = args[at]?.replace(/^--/, "");
    const value = Number(args[at + 1]);
    if ((name !== "seed" && name !== "histories") || !Number.isInteger(value) || value < 1) {
      throw new SetupError("Usage: npm run drill [-- --seed N --histories N]");
    }
    values[name] = value;
  }
  return values;
}
