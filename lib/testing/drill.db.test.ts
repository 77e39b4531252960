import { describe, expect, test } from "vitest";
import { type History, PLANTS, type Plant, type Room, runHistory } from "./drill";
import { createFaultRoom } from "./faulty-push";

// `npm run drill` asks for thousands; a whole test run takes a moment of it.
const HISTORIES = Number(process.env.LOCKSTEP_DRILL_HISTORIES ?? 40);
const FIRST_SEED = Number(process.env.LOCKSTEP_DRILL_SEED ?? 1);

/** The shortest beginning of a history that still shows a violation: later steps are left out while one remains. */
async function shorten(room: Room, { seed }: History, account: number): Promise<History> {
  for (let length = 0; ; length++) {
    const history = await runHistory(room, { seed, account: account + length, length });
    if (history.violations.length > 0 || length > 12) return history;
  }
}

const tell = ({ seed, steps, violations }: History) =>
  [`seed ${seed}`, ...steps.map((step) => `  ${step}`), ...violations.map((violation) => `  ✗ ${violation}`)].join(
    "\n",
  );

test(`${HISTORIES} histories of people, faults and deaths break no law`, { timeout: 60 * 60_000 }, async () => {
  const room = createFaultRoom();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
    const history = await runHistory(room, { seed, account: 20_000 + seed }).catch((cause: unknown) => {
      throw new Error(`seed ${seed} broke off`, { cause });
    });
    if (history.violations.length === 0) continue;
    const shortest = await shorten(room, history, 500_000 + seed * 20);
    expect.fail(`${tell(history)}\n\nShortest:\n${tell(shortest)}`);
  }
});

describe("the drill notices", () => {
  test.each(PLANTS)("%s", { timeout: 2 * 60_000 }, async (plant: Plant) => {
    const room = createFaultRoom();
    let seed = 1;
    let found: History | null = null;
    while (!found && seed <= 300) {
      const history = await runHistory(room, { seed, account: 900_000 + PLANTS.indexOf(plant) * 1_000 + seed, plant });
      if (history.violations.length > 0) found = history;
      seed++;
    }
    expect(found, `planted, and 300 histories found nothing`).not.toBeNull();
  });
});
