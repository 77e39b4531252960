import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CanonicalValue } from "../../domain/canonical";
import { compareField, editedFields, judgeField } from "./compare";

const value: fc.Arbitrary<CanonicalValue> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string({ maxLength: 5 }),
  fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }),
);

describe("compareField", () => {
  const agreed = { desired: "Sneakers", observed: "Sneakers" };

  test("is in sync while neither side moved", () => {
    expect(compareField({ shadow: agreed, desired: "Sneakers", observed: "Sneakers" })).toBe("in_sync");
  });
  test("pushes what only we changed", () => {
    expect(compareField({ shadow: agreed, desired: "Sandals", observed: "Sneakers" })).toBe("push");
  });
  test("pulls what only they changed", () => {
    expect(compareField({ shadow: agreed, desired: "Sneakers", observed: "Boots" })).toBe("pull");
  });
  test("asks a person when both changed it differently", () => {
    expect(compareField({ shadow: agreed, desired: "Sandals", observed: "Boots" })).toBe("conflict");
  });
  test("settles the same edit on both sides by itself", () => {
    expect(compareField({ shadow: agreed, desired: "Boots", observed: "Boots" })).toBe("agreed");
  });
  test("never takes the platform's own rounding for a change", () => {
    const rounded = { desired: "49990000", observed: "50000000" };
    expect(compareField({ shadow: rounded, desired: "49990000", observed: "50000000" })).toBe("in_sync");
    expect(compareField({ shadow: rounded, desired: "60000000", observed: "50000000" })).toBe("push");
  });
  test("takes a missing field and null for the same", () => {
    expect(compareField({ shadow: { desired: null }, observed: null })).toBe("in_sync");
  });

  test("after both sides are taken as agreed there is nothing left, whatever they were", () => {
    fc.assert(
      fc.property(value, value, (desired, observed) => {
        expect(compareField({ shadow: { desired, observed }, desired, observed })).toBe("in_sync");
      }),
    );
  });
  test("a side that did not move never wins over one that did", () => {
    fc.assert(
      fc.property(value, value, value, (base, ours, theirs) => {
        const shadow = { desired: base, observed: base };
        const verdict = compareField({ shadow, desired: ours, observed: theirs });
        if (verdict === "push") expect(theirs ?? null).toEqual(base ?? null);
        if (verdict === "pull") expect(ours ?? null).toEqual(base ?? null);
      }),
    );
  });
});

describe("judgeField", () => {
  const moved = { shadow: { desired: "a", observed: "a" }, desired: "a", observed: "b" };
  test("shows a change to a field of ours as drift, which a push puts back", () => {
    expect(judgeField({ policy: "ours" }, moved)).toBe("drift");
  });
  test("never pushes a field that is theirs", () => {
    const ours = { shadow: { desired: "a", observed: "a" }, desired: "b", observed: "a" };
    expect(judgeField({ policy: "theirs" }, ours)).toBe("pull");
  });
});

test("edited fields are those that differ from what we last agreed on, in the platform's order", () => {
  const rules = { name: { policy: "both" as const }, status: { policy: "both" as const } };
  expect(editedFields(rules, { name: "Old", status: "active" }, { status: "paused", name: "New", note: "x" })).toEqual([
    { field: "name", from: "Old", to: "New" },
    { field: "status", from: "active", to: "paused" },
  ]);
});
