import fc from "fast-check";
import { expect, test } from "vitest";
import { isEqual } from "../../domain/canonical";
import { follow, history } from "./histories";
import { sentOf } from "./two-sides";

const TWO_WAY = ["name", "status", "budgetAmountMicros", "endAt"];

test("law 3, no silent loss: the engine replaces no value that a person wrote since both sides agreed", () => {
  fc.assert(
    fc.property(history, (steps) => {
      follow(steps, (before, { by }, now) => {
        if (by !== "pull" && by !== "push") return;
        for (const field of TWO_WAY) {
          const ours = !isEqual(before.here[field], before.shadow.desired[field]);
          const theirs = !isEqual(before.there[field], before.shadow.observed[field]);
          if (ours) expect(now.here[field], `our ${field}`).toEqual(before.here[field]);
          if (theirs) expect(now.there[field], `their ${field}`).toEqual(before.there[field]);
        }
      });
    }),
    { numRuns: 2_000 },
  );
});

test("law 3, no silent loss: two different values of one field are both shown", () => {
  fc.assert(
    fc.property(history, (steps) => {
      follow(steps, (before, { by }, now) => {
        if (by !== "pull" && by !== "push") return;
        for (const field of TWO_WAY) {
          const ours = !isEqual(before.here[field], before.shadow.desired[field]);
          const theirs = !isEqual(before.there[field], before.shadow.observed[field]);
          if (!ours || !theirs || isEqual(before.here[field], before.there[field])) continue;
          expect(now.conflicts).toContainEqual({
            name: field,
            base: before.shadow.desired[field],
            local: before.here[field],
            platform: before.there[field],
          });
        }
      });
    }),
    { numRuns: 2_000 },
  );
});

test("law 3, no silent loss: whatever a push puts in place of another value, the plan has written that value down", () => {
  fc.assert(
    fc.property(history, (steps) => {
      follow(steps, (_before, _step, now) => {
        for (const { changes } of sentOf(now)) {
          for (const { field, from } of changes) expect(from).toEqual(now.seen[field]);
        }
      });
    }),
    { numRuns: 500 },
  );
});
