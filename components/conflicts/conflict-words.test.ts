import { describe, expect, it } from "vitest";
import { EXISTENCE } from "./conflict-order";
import {
  choiceForAll,
  choicesText,
  keepAllLabel,
  keepChosenLabel,
  keptText,
  possessive,
  spending,
  valueText,
  whyNotAll,
} from "./conflict-words";
import { budgetField, conflict, conflictField } from "./fixtures";

const one = conflict("one");
const two = conflict("two", { fields: [conflictField(), budgetField(60, 45)] });
const existence = (local: string, platform: string) =>
  conflict("record", { fields: [conflictField({ name: EXISTENCE, base: "there", local, platform })] });

describe("buttons say the outcome", () => {
  it("for one field, with our value where it is short", () => {
    expect(keepAllLabel(one, "platform")).toBe("Keep Reddit's name");
    expect(keepAllLabel(one, "local")).toBe("Keep ours: Beach shoes, ours");
    expect(keepAllLabel(conflict("a", { fields: [budgetField(60, 45)] }), "local")).toBe("Keep ours: $60.00");
    const long = conflict("a", { fields: [conflictField({ local: "A name that would push the other button away" })] });
    expect(keepAllLabel(long, "local")).toBe("Keep our name");
  });

  it("for the whole record", () => {
    expect(keepAllLabel(two, "local")).toBe("Keep all of ours");
    expect(keepAllLabel(two, "platform")).toBe("Keep all of Reddit's");
  });

  it("for a choice of each field, and names what is left for later", () => {
    expect(keepChosenLabel(two, { name: "local", budgetAmountMicros: "platform" })).toBe(
      "Keep our name, and Reddit's budget",
    );
    expect(keepChosenLabel(two, { budgetAmountMicros: "platform" })).toBe(
      "Keep Reddit's budget; decide the rest later",
    );
  });

  it("for a record that one side took away", () => {
    const deletedHere = existence("deleted", "edited");
    expect(keepAllLabel(deletedHere, "local")).toBe("Delete it on Reddit too");
    expect(keepAllLabel(deletedHere, "platform")).toBe("Bring it back with Reddit's edits");
    const put = conflict("put", { fields: [conflictField(), conflictField({ name: "status", final: true })] });
    expect(keepAllLabel(put, "local")).toBe("Make a new one on Reddit");
    expect(keepAllLabel(put, "platform")).toBe("Archive it here too");
    expect(keptText(put, choiceForAll(put, "local"))).toBe("To be made anew on Reddit");
    const goneThere = existence("edited", "gone");
    expect(keepAllLabel(goneThere, "local")).toBe("Make it again on Reddit");
    expect(keepAllLabel(goneThere, "platform")).toBe("Archive it here too");
  });
});

it("says why theirs cannot be kept, where our record has no place for it", () => {
  const reason = "Here the landing page cannot be empty, so theirs cannot be kept.";
  const field = conflictField({ name: "finalUrl", platform: null, notTaken: reason });
  expect(whyNotAll(conflict("a", { fields: [conflictField(), field] }), "platform")).toBe(reason);
  expect(whyNotAll(conflict("a", { fields: [field] }), "local")).toBeNull();
  expect(whyNotAll(one, "platform")).toBeNull();
});

it("tells what was decided, fields settled in an earlier step among them", () => {
  expect(keptText(two, choiceForAll(two, "platform"))).toBe("Kept Reddit's name and budget");
  expect(choicesText(one, { name: "local", startAt: "platform" })).toBe("our name, and Reddit's start");
  expect(keptText(existence("deleted", "edited"), { [EXISTENCE]: "platform" })).toBe(
    "Brought back with Reddit's edits",
  );
});

it("shows amounts with their currency, a missing value as none, and the record's own states in words", () => {
  expect(valueText("budgetAmountMicros", "45000000", "EUR")).toBe("€45.00");
  expect(valueText("endAt", null, "USD")).toBe("none");
  expect(valueText(EXISTENCE, "gone", "USD")).toBe("Gone");
});

it("owns a name that ends in s with an apostrophe alone", () => {
  expect(possessive("google_ads")).toBe("Google Ads'");
  expect(possessive("meta")).toBe("Meta's");
});

it("says from when a side spends where its start is still to come", () => {
  const now = Date.parse("2026-11-22T09:00:00Z");
  const start = conflictField({ name: "startAt", local: "2026-11-20T12:00:00Z", platform: "2026-11-24T12:00:00Z" });
  const both = conflict("a", { fields: [budgetField(60, 45), start] });
  expect(spending(both, "platform", now)).toEqual({ verb: "will spend", from: "24 Nov" });
  expect(spending(both, "local", now)).toEqual({ verb: "spends", from: null });
  expect(spending(two, "platform", now)).toEqual({ verb: "spends", from: null });
});
