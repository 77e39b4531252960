import { describe, expect, it } from "vitest";
import { changesOf, choicesOf, nameIn, reasonOf } from "./audit-changes";

describe("what an entry says, field by field", () => {
  it("names each field with both values, and null where one side has none", () => {
    expect(changesOf({ name: "One" }, { name: "Two" })).toEqual([{ field: "name", from: "One", to: "Two" }]);
    expect(changesOf(null, { name: "New" })).toEqual([{ field: "name", from: null, to: "New" }]);
    expect(changesOf({ name: "Gone" }, null)).toEqual([{ field: "name", from: "Gone", to: null }]);
  });

  it("shows of a column that was saved whole only what differs in it", () => {
    const before = { targeting: { communities: ["a"], devices: ["ios"] }, platformSettings: { appId: "1" } };
    const after = { targeting: { communities: ["a", "b"], devices: ["ios"] }, platformSettings: { appId: "2" } };
    expect(changesOf(before, after)).toEqual([
      { field: "targeting.communities", from: ["a"], to: ["a", "b"] },
      { field: "settings.appId", from: "1", to: "2" },
    ]);
    expect(changesOf({ maxIncrease: 0.5, maxDeletes: 10 }, { maxIncrease: 0.5, maxDeletes: 12 })).toEqual([
      { field: "maxDeletes", from: 10, to: 12 },
    ]);
  });

  it("keeps choices and reasons apart from the fields", () => {
    const after = { name: "Theirs", choices: { name: "platform", status: "local", odd: 3 } };
    expect(changesOf({ name: "Ours" }, after)).toEqual([{ field: "name", from: "Ours", to: "Theirs" }]);
    expect(choicesOf(after)).toEqual({ name: "platform", status: "local" });
    const before = { guard: "budget_increase", reason: "More than half.", budgetAmountMicros: "1" };
    expect(reasonOf(before)).toBe("More than half.");
    expect(changesOf(before, { budgetAmountMicros: "2" })).toEqual([
      { field: "budgetAmountMicros", from: "1", to: "2" },
    ]);
    expect([choicesOf(null), reasonOf(null), changesOf(null, null)]).toEqual([{}, null, []]);
  });

  it("remembers the name of what is deleted", () => {
    expect(nameIn({ name: "Last called" }, null)).toBe("Last called");
    expect(nameIn({ status: "active" }, undefined)).toBeNull();
  });
});
