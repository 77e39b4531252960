import { describe, expect, it } from "vitest";
import { earlierValue, type RowEdit, wasEdited } from "./earlier-value";

const first = (text: string) => (value: unknown) => Array.isArray(value) && value[0] === text;
const edit = (before: Record<string, unknown> | null, after: Record<string, unknown>): RowEdit => ({ before, after });

describe("the earlier value of a field", () => {
  it("is the newest one the row had that fits, from either side of an edit", () => {
    const edits = [
      edit({ headlines: ["C", "x"] }, { headlines: ["D", "x"] }),
      edit({ headlines: ["A", "old"] }, { headlines: ["A", "new"] }),
    ];
    expect(earlierValue(edits, "headlines", first("A"))).toEqual(["A", "new"]);
    expect(earlierValue(edits, "headlines", first("C"))).toEqual(["C", "x"]);
    expect(earlierValue(edits, "headlines", first("Z"))).toBeUndefined();
  });

  it("is found inside the column that holds it, and under its own name", () => {
    const edits = [
      edit({ targeting: { communities: ["a"] } }, { targeting: { communities: ["b"] } }),
      edit(null, { "targeting.communities": ["c"] }),
    ];
    expect(earlierValue(edits, "targeting.communities", first("a"))).toEqual(["a"]);
    expect(earlierValue(edits, "targeting.communities", first("c"))).toEqual(["c"]);
  });

  it("may be nothing, which is a value too", () => {
    const edits = [edit({ startAt: null }, { startAt: "2026-01-01T00:00:00Z" })];
    expect(earlierValue(edits, "startAt", (value) => value === null)).toBeNull();
  });
});

describe("whether a field was edited", () => {
  const isNow = (value: unknown) => value === "now";

  it("is told by what it was before the oldest of the edits, so there and back again is none", () => {
    expect(wasEdited([edit({ name: "x" }, { name: "now" })], "name", isNow)).toBe(true);
    const thereAndBack = [edit({ name: "x" }, { name: "now" }), edit({ name: "now" }, { name: "x" })];
    expect(wasEdited(thereAndBack, "name", isNow)).toBe(false);
  });

  it("is yes where only what it became is known, and no where none of them speaks of it", () => {
    expect(wasEdited([edit(null, { name: "now" })], "name", isNow)).toBe(true);
    expect(wasEdited([edit({ budget: 1 }, { budget: 2 })], "name", isNow)).toBe(false);
  });
});
