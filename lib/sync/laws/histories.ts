import fc from "fast-check";
import type { CanonicalRecord } from "../../domain/canonical";
import { editHere, editThere, inStep, pull, push, settle, type TwoSides } from "./two-sides";

/** Random histories of people on both sides, and of the pulls, pushes and decisions between their edits. */
export type Step = { by: "here" | "there"; edit: CanonicalRecord } | { by: "pull" | "push" | "local" | "platform" };

// Few values, so that both sides often come to the same one, and some that the platform does not keep as they are.
const edit = fc.oneof(
  fc.record({ name: fc.constantFrom("a", "b", " b ", "c") }),
  fc.record({ status: fc.constantFrom("active", "paused") }),
  fc.record({ budgetAmountMicros: fc.constantFrom("50000000", "60000000", "60500000", "70000000", "900000000") }),
  fc.record({ endAt: fc.constantFrom(null, "2031-01-01T00:00:00Z", "2032-01-01T00:00:00Z") }),
  fc.record({ label: fc.constantFrom("x", "y") }),
);

export const history: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ by: fc.constantFrom("here" as const, "there" as const), edit }) },
    { weight: 2, arbitrary: fc.record({ by: fc.constantFrom("pull" as const, "push" as const) }) },
    { weight: 1, arbitrary: fc.record({ by: fc.constantFrom("local" as const, "platform" as const) }) },
  ),
  { maxLength: 14 },
);

export function take(sides: TwoSides, step: Step): TwoSides {
  switch (step.by) {
    case "here":
      return editHere(sides, step.edit);
    case "there":
      return editThere(sides, step.edit);
    case "pull":
      return pull(sides);
    case "push":
      return push(sides);
    default:
      return settle(sides, step.by);
  }
}

export const after = (steps: Step[]): TwoSides => steps.reduce(take, inStep());

/** The history is told before and after each of its steps. */
export function follow(steps: Step[], tell: (before: TwoSides, step: Step, after: TwoSides) => void): void {
  steps.reduce((before, step) => {
    const next = take(before, step);
    tell(before, step, next);
    return next;
  }, inStep());
}
