import { describe, expect, test, vi } from "vitest";
import { type History, type Room, runHistory } from "./drill";
import { ACTIONS_OF, PLANTS, type Plant } from "./drill-plants";
import { createFaultRoom } from "./faulty-push";

// The drill carries every run out itself.
vi.mock("../sync/send-run", () => ({ sendRun: () => Promise.resolve() }));

// `npm run drill` asks for thousands; a whole test run takes as many as this allows.
const HISTORIES = Number(process.env.LOCKSTEP_DRILL_HISTORIES ?? 40);
const PATIENCE_MS = process.env.LOCKSTEP_DRILL_HISTORIES ? Number.POSITIVE_INFINITY : 30_000;
const FIRST_SEED = Number(process.env.LOCKSTEP_DRILL_SEED ?? 1);
const TOLD_EVERY = 250;
/** Of several threads that share the seeds out, which one this is; what is planted is looked for by the first. */
const LANE = Number(process.env.LOCKSTEP_DRILL_LANE ?? 0);
const LANES = Number(process.env.LOCKSTEP_DRILL_LANES ?? 0) || 1;

/** The shortest beginning of a history that still shows a violation: later steps are left out while one remains. */
async function shorten(room: Room, { seed }: History): Promise<History> {
  for (let length = 0; ; length++) {
    const history = await runHistory(room, { seed, length });
    if (history.violations.length > 0 || length > 12) return history;
  }
}

const tell = ({ seed, steps, violations }: History) =>
  [`seed ${seed}`, ...steps.map((step) => `  ${step}`), ...violations.map((violation) => `  ✗ ${violation}`)].join(
    "\n",
  );

const tellPlayed = (played: number, seconds: number) =>
  process.stdout.write(`lane ${LANE + 1}: ${played} histories without a violation, ${Math.round(seconds)} s\n`);

test(`up to ${HISTORIES} histories of people, faults and deaths break no law`, { timeout: 180 * 60_000 }, async () => {
  const room = createFaultRoom();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let played = 0;
  for (let nth = LANE; nth < HISTORIES && seconds() * 1000 < PATIENCE_MS; nth += LANES) {
    const seed = FIRST_SEED + nth;
    const history = await runHistory(room, { seed }).catch((cause: unknown) => {
      throw new Error(`seed ${seed} broke off`, { cause });
    });
    if (++played % TOLD_EVERY === 0) tellPlayed(played, seconds());
    if (history.violations.length === 0) continue;
    // Told at once: the other threads play on for a while.
    process.stdout.write(`${tell(history)}\n`);
    const shortest = await shorten(room, history);
    expect.fail(`${tell(history)}\n\nShortest:\n${tell(shortest)}`);
  }
  tellPlayed(played, seconds());
});

describe.runIf(LANE === 0)("the drill notices", () => {
  test.each(PLANTS)("%s", { timeout: 2 * 60_000 }, async (plant: Plant) => {
    const room = createFaultRoom();
    let found: History | null = null;
    for (let seed = 1; !found && seed <= 300; seed++) {
      const history = await runHistory(room, { seed, plant, only: ACTIONS_OF[plant] });
      if (history.violations.length > 0) found = history;
    }
    expect(found, "planted, and 300 histories found nothing").not.toBeNull();
  });
});
