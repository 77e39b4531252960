import fc from "fast-check";
import { expect, test } from "vitest";
import { after, history } from "./histories";
import { keptAll, planOf, push, sentOf } from "./two-sides";

test("law 1, convergence: when edits stop, two rounds later nothing is left but open conflicts and held items", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const settled = push(push(after(steps)));
      expect(sentOf(settled)).toEqual([]);
      expect(push(settled)).toEqual(settled);
    }),
    { numRuns: 2_000 },
  );
});

test("law 1, convergence: what neither waits in a conflict nor is held is the same on both sides", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const settled = push(push(after(steps)));
      const waiting = new Set([
        ...settled.conflicts.map(({ name }) => name),
        ...planOf(settled).flatMap(({ changes }) => changes.map(({ field }) => field)),
      ]);
      const open = (side: typeof settled.here) =>
        Object.fromEntries(Object.entries(side).filter(([field]) => !waiting.has(field)));
      // As the platform keeps them: what was sent and rounded over there is not another value.
      expect(keptAll(open(settled.here))).toEqual(open(settled.there));
    }),
    { numRuns: 2_000 },
  );
});
