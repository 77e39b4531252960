import { describe, expect, test } from "vitest";
import { createFaultRoom, pushWithFault } from "../testing/faulty-push";

// The full figure takes minutes; LOCKSTEP_FAULT_PUSHES=450 runs it.
const PUSHES = Number(process.env.LOCKSTEP_FAULT_PUSHES ?? 40);
const FIRST_SEED = Number(process.env.LOCKSTEP_FAULT_SEED ?? 1);

describe("a push with one fault and one death of its worker", () => {
  test(`ends as if nothing had happened, whatever happens when (${PUSHES} seeds)`, {
    timeout: 20 * 60_000,
  }, async () => {
    const room = createFaultRoom();
    const bad: string[] = [];
    let struck = 0;
    let died = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + PUSHES; seed++) {
      const result = await pushWithFault(room, { seed, account: 1_000 + seed });
      if (result.struck) struck += 1;
      if (result.died) died += 1;
      for (const violation of result.violations) bad.push(`seed ${seed}, ${result.kind}: ${violation}`);
    }
    if (process.env.LOCKSTEP_FAULT_PUSHES) console.info({ pushes: PUSHES, struck, died, violations: bad.length });
    expect(bad).toEqual([]);
    expect(struck).toBeGreaterThan(PUSHES / 2);
    expect(died).toBeGreaterThan(PUSHES / 4);
  });

  test("fails at once when the intent look-up is taken away", { timeout: 5 * 60_000 }, async () => {
    const room = createFaultRoom();
    const violations: string[] = [];
    for (let seed = 1; seed <= 60 && violations.length === 0; seed++) {
      const result = await pushWithFault(room, { seed, account: 5_000 + seed, lookUp: false });
      violations.push(...result.violations);
    }
    expect(violations.length).toBeGreaterThan(0);
  });
});
