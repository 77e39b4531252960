import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { freePorts } from "../../scripts/lib/ports.mjs";
import { systemClock } from "../clock";

/**
 * Histories through the real executor, with real kills: a hundred for `npm run drill -- --executor`, a few in a whole test
 * run. They share the minutes that lost calls have to be waited for, so a few more cost hardly anything.
 */
const HISTORIES = Number(process.env.LOCKSTEP_DRILL_KILLS ?? 3);
const FIRST_SEED = Number(process.env.LOCKSTEP_DRILL_SEED ?? 1);
const AT_ONCE = 20;

test(`${HISTORIES} histories through the executor, with kills, break no law`, { timeout: 60 * 60_000 }, async () => {
  const [app = 0, engine = 0] = await freePorts(2);
  process.env.INNGEST_BASE_URL = `http://127.0.0.1:${engine}`;
  process.env.INNGEST_EVENT_KEY = randomBytes(8).toString("hex");
  process.env.INNGEST_SIGNING_KEY = `signkey-test-${randomBytes(32).toString("hex")}`;
  // Read when they are first imported, so only now.
  const { createTestSimulator } = await import("./sync-world");
  const host = createTestSimulator(systemClock, FIRST_SEED);
  const simulators = await host.listen(0);
  process.env.LOCKSTEP_SIMULATOR_PORT = String(simulators);
  const { startProcesses } = await import("./drill-processes");
  const { playBatch } = await import("./drill-kills");
  const { createRandom } = await import("../platforms/simulators/random");
  const processes = await startProcesses({
    ...process.env,
    PORT: String(app),
    LOCKSTEP_APP_URL: `http://127.0.0.1:${app}`,
    LOCKSTEP_ENGINE_PORT: String(engine),
    LOCKSTEP_EXECUTOR_RETRY_MS: "1000",
  });
  try {
    const random = createRandom(FIRST_SEED);
    for (let played = 0; played < HISTORIES; played += AT_ONCE) {
      const count = Math.min(AT_ONCE, HISTORIES - played);
      const seeds = Array.from({ length: count }, (_, index) => FIRST_SEED + played + index);
      const room = { host, clock: systemClock };
      const histories = await playBatch(room, { seeds, firstAccount: 100 + played, processes, random });
      const broken = histories.filter(({ violations }) => violations.length > 0);
      const told = broken.map(({ seed, steps, violations }) =>
        [`seed ${seed}`, ...steps.map((step) => `  ${step}`), ...violations.map((text) => `  ✗ ${text}`)].join("\n"),
      );
      expect(broken.length, told.join("\n\n")).toBe(0);
      process.stdout.write(`${played + count} histories\n`);
    }
  } finally {
    await processes.stop();
    await host.close();
  }
});
