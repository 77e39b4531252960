import { describe, expect, it } from "vitest";
import { AdGroupPatch, CampaignPatch } from "@/lib/domain/campaign";
import { ad, adGroup, campaign } from "./fixtures";
import { revertPatch } from "./revert";

describe("revertPatch", () => {
  it("takes one part of a budget back and keeps the other", () => {
    const record = campaign("c", { budget: { type: "daily", amountMicros: "52000000", currency: "USD" } });
    const patch = revertPatch({ kind: "campaign", record, campaign: record }, [
      { field: "budgetAmountMicros", from: "40000000" },
    ]);
    expect(patch).toEqual({ budget: { type: "daily", amountMicros: "40000000", currency: "USD" } });
    expect(CampaignPatch.safeParse({ ...patch, version: 1 }).success).toBe(true);
  });

  it("takes several parts of a bid and of targeting back at once", () => {
    const record = adGroup("g");
    const patch = revertPatch({ kind: "ad_group", record, campaign: campaign("c") }, [
      { field: "bidStrategy", from: "automatic" },
      { field: "bidAmountMicros", from: null },
      { field: "targeting.communities", from: ["sneakers"] },
      { field: "targeting.locations", from: ["US"] },
    ]);
    expect(patch).toEqual({
      bid: { strategy: "automatic", amountMicros: null },
      targeting: { communities: ["sneakers"], interests: [], locations: ["US"], devices: [] },
    });
    expect(AdGroupPatch.safeParse({ ...patch, version: 1 }).success).toBe(true);
  });

  it("takes plain fields back by their own name", () => {
    const group = adGroup("g");
    const node = { kind: "ad" as const, record: ad("a"), campaign: campaign("c"), adGroup: group };
    expect(revertPatch(node, [{ field: "headlines", from: ["Old"] }])).toEqual({ headlines: ["Old"] });
  });
});
