import fc from "fast-check";
import { expect, test } from "vitest";
import { isEqual } from "../../domain/canonical";
import { follow, history } from "./histories";
import { inStep, kept } from "./two-sides";

test("law 4, no invention: no side ever shows a value that nobody wrote", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const written = [inStep().here];
      follow(steps, (_before, step, now) => {
        if (step.by === "here" || step.by === "there") written.push(step.edit);
        for (const side of [now.here, now.there]) {
          for (const [field, value] of Object.entries(side)) {
            const isWritten = written.some(
              (edit) =>
                field in edit && [edit[field], kept(field, edit[field] ?? null)].some((one) => isEqual(one, value)),
            );
            expect(isWritten, `${field} is ${value}, after ${JSON.stringify(step)}`).toBe(true);
          }
        }
      });
    }),
    { numRuns: 2_000 },
  );
});
