import { describe, expect, it } from "vitest";
import { alike, byStake, countAlike, EXISTENCE, likeness, moneyAtStake } from "./conflict-order";
import { budgetField, conflict, conflictField } from "./fixtures";

const ids = (conflicts: readonly { id: string }[]) => conflicts.map(({ id }) => id);

describe("moneyAtStake", () => {
  it("is how far the two choices are apart a day, whichever is higher", () => {
    expect(moneyAtStake(conflict("a", { fields: [budgetField(60, 45)] }))).toEqual({
      micros: 15_000_000n,
      currency: "USD",
    });
    expect(moneyAtStake(conflict("a", { fields: [budgetField(45, 60)] }))?.micros).toBe(15_000_000n);
  });

  it("is nothing where no field is about money, and where both choices spend the same", () => {
    expect(moneyAtStake(conflict("a"))).toBeNull();
    expect(moneyAtStake(conflict("a", { fields: [budgetField(45, 45)] }))).toBeNull();
  });
});

describe("byStake", () => {
  it("puts the most money first, then the newest", () => {
    const older = { detectedAt: "2026-11-20T10:00:00.000Z" };
    const conflicts = [
      conflict("name, old", older),
      conflict("name, new"),
      conflict("15 a day, old", { ...older, fields: [budgetField(60, 45)] }),
      conflict("15 a day, new", { fields: [conflictField(), budgetField(30, 45)] }),
      conflict("100 a day", { ...older, fields: [budgetField(0, 100)] }),
    ];
    expect(ids(byStake(conflicts))).toEqual(["100 a day", "15 a day, new", "15 a day, old", "name, new", "name, old"]);
  });

  it("orders amounts that no float could tell apart, and leaves the list it was given as it is", () => {
    const apart = (platform: string) =>
      conflictField({ moneyEffect: { currency: "USD", localPerDayMicros: "0", platformPerDayMicros: platform } });
    const conflicts = [
      conflict("z, less", { fields: [apart("9007199254740992")] }),
      conflict("a, more", { fields: [apart("9007199254740993")] }),
    ];
    expect(ids(byStake(conflicts))).toEqual(["a, more", "z, less"]);
    expect(ids(conflicts)).toEqual(["z, less", "a, more"]);
  });
});

describe("alike", () => {
  const name = conflict("name");
  const otherName = conflict("other name", { recordKind: "ad_group", campaignSetId: "another set" });
  const budget = conflict("budget", { fields: [budgetField(60, 45)] });
  const both = conflict("both", { fields: [conflictField(), budgetField(60, 45)] });
  const bothTurned = conflict("both, turned", { fields: [budgetField(1, 2), conflictField()] });
  const elsewhere = conflict("elsewhere", { platform: "meta" });
  const list = [both, name, budget, elsewhere, otherName, bothTurned];

  it("takes those with the same fields and no others, whatever record they are of, in the order of the list", () => {
    expect(ids(alike(list, name))).toEqual(["name", "other name"]);
    expect(ids(alike(list, bothTurned))).toEqual(["both", "both, turned"]);
  });

  it("stays on one platform: its name is on the button", () => {
    expect(ids(alike(list, elsewhere))).toEqual(["elsewhere"]);
  });

  it("tells a record deleted here from one that is gone there: one choice would do different things", () => {
    const deletedHere = conflict("deleted here", {
      fields: [conflictField({ name: EXISTENCE, base: "there", local: "deleted", platform: "edited" })],
    });
    const goneThere = conflict("gone there", {
      fields: [conflictField({ name: EXISTENCE, base: "there", local: "edited", platform: "gone" })],
    });
    expect(ids(alike([deletedHere, goneThere], deletedHere))).toEqual(["deleted here"]);
  });

  it("is counted for every conflict at once", () => {
    const counts = countAlike(list);
    expect(list.map((one) => counts.get(likeness(one)))).toEqual(list.map((one) => alike(list, one).length));
  });
});
