import { describe, expect, test } from "vitest";
import type { CanonicalRecord } from "../../../domain/canonical";
import { projectTree, unprojectTree } from "./project";

/** Campaigns that somebody made on Reddit, as our rows hold them. */

const tree = (campaign: CanonicalRecord, adGroups: CanonicalRecord[]) => ({
  campaign: { id: "c", value: campaign },
  adGroups: adGroups.map((value, at) => ({ id: `g${at}`, value })),
  ads: [],
  keywords: [],
});

const NO_BUDGET = { budgetOn: "ad_groups", budgetType: null, budgetAmountMicros: null, startAt: null, endAt: null };
const group = (over: CanonicalRecord): CanonicalRecord => ({
  status: "active",
  bidStrategy: "automatic",
  budgetType: "daily",
  budgetAmountMicros: "1000000",
  startAt: null,
  endAt: null,
  ...over,
});

describe("unproject", () => {
  test("leaves a campaign with its own budget as it is", () => {
    const campaign = { name: "A", budgetOn: "campaign", budgetType: "daily", budgetAmountMicros: "5000000" };
    expect(unprojectTree(tree(campaign, [group({ budgetType: null, budgetAmountMicros: null })]))).toEqual(campaign);
  });

  test("adds up what the ad groups have, without those put away and those of another type", () => {
    const groups = [
      group({ budgetAmountMicros: "30000000", startAt: "2026-02-01T00:00:00Z", endAt: "2026-03-01T00:00:00Z" }),
      group({ budgetAmountMicros: "10000001", startAt: "2026-01-01T00:00:00Z", endAt: "2026-04-01T00:00:00Z" }),
      group({ budgetAmountMicros: "7", status: "archived" }),
      group({
        budgetAmountMicros: "500",
        budgetType: "lifetime",
        startAt: "2026-01-05T00:00:00Z",
        endAt: "2026-02-05T00:00:00Z",
      }),
    ];
    expect(unprojectTree(tree(NO_BUDGET, groups))).toMatchObject({
      budgetType: "daily",
      budgetAmountMicros: "40000001",
      startAt: "2026-01-01T00:00:00Z",
      endAt: "2026-04-01T00:00:00Z",
    });
  });

  test("says nothing where nothing is said", () => {
    expect(unprojectTree(tree(NO_BUDGET, []))).toMatchObject({ budgetType: null, budgetAmountMicros: null });
  });

  test("keeps beside that the budget stands on the ad groups although no bid is manual, so that it stays there", () => {
    const automatic = unprojectTree(tree(NO_BUDGET, [group({}), group({})]));
    expect(automatic["settings.budgetOn"]).toBe("ad_groups");
    const projected = projectTree(tree(automatic, [group({}), group({})]));
    expect(projected.get("c")).toMatchObject({ budgetOn: "ad_groups", budgetAmountMicros: null });
    expect(projected.get("g0")).toMatchObject({ budgetType: "daily", budgetAmountMicros: "1000000" });
    const manual = unprojectTree(tree(NO_BUDGET, [group({ bidStrategy: "manual_cpc" })]));
    expect("settings.budgetOn" in manual).toBe(false);
  });
});
