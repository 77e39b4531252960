import { describe, expect, it } from "vitest";
import { adGroup, campaign, sync } from "./fixtures";
import { revertible, unsyncedOf } from "./unsynced";

const share = (id: string, from: string, to: string) =>
  adGroup(id, { sync: sync({ platformId: id, unsynced: [{ field: "budgetAmountMicros", from, to }] }) });

describe("unsyncedOf", () => {
  it("finds a budget edit that the platform keeps on the ad groups", () => {
    const record = campaign("c", {
      budget: { type: "daily", amountMicros: "61500000", currency: "USD" },
      adGroups: [share("g1", "26000000", "30750000"), share("g2", "26000000", "30750000")],
    });
    expect(unsyncedOf({ kind: "campaign", record, campaign: record })).toEqual([
      { field: "budgetAmountMicros", from: "52000000", to: "61500000" },
    ]);
  });

  it("sees no budget edit where shares only moved between ad groups", () => {
    const record = campaign("c", { adGroups: [share("g1", "50000000", "25000000"), share("g2", "0", "25000000")] });
    expect(unsyncedOf({ kind: "campaign", record, campaign: record })).toEqual([]);
  });

  it("prefers what the campaign itself says", () => {
    const edit = { field: "startAt", from: null, to: "2026-12-01T00:00:00Z" };
    const record = campaign("c", {
      sync: sync({ unsynced: [edit] }),
      adGroups: [adGroup("g", { sync: sync({ unsynced: [{ ...edit, from: "2026-11-01T00:00:00Z" }] }) })],
    });
    expect(unsyncedOf({ kind: "campaign", record, campaign: record })).toEqual([edit]);
  });
});

it("offers to take back only what belongs to the record", () => {
  const group = share("g", "1", "2");
  const node = { kind: "ad_group" as const, record: group, campaign: campaign("c") };
  expect(revertible(node, unsyncedOf(node))).toEqual([]);
  const renamed = { field: "name", from: "Old", to: "New" };
  expect(revertible(node, [renamed])).toEqual([renamed]);
});
