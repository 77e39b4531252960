import { describe, expect, it } from "vitest";
import { ad, adGroup, campaign, campaignSet, keyword, operation, sync } from "./fixtures";
import { applyOperations, findNode, insertRecord, nodeName, removeRecord, replaceRecord, treeRows } from "./tree";

const set = campaignSet([
  campaign("c1", { adGroups: [adGroup("g1", { ads: [ad("a1"), ad("a2")], keywords: [keyword("k1")] })] }),
  campaign("c2", { adGroups: [adGroup("g2", { ads: [ad("a3")] })] }),
]);
const ids = (rows: { record: { id: string } }[]) => rows.map((row) => row.record.id);

describe("treeRows", () => {
  it("draws only what is unfolded, each record before what is inside it", () => {
    expect(ids(treeRows(set.campaigns, () => false, null))).toEqual(["c1", "c2"]);
    expect(ids(treeRows(set.campaigns, (id) => id === "c1", null))).toEqual(["c1", "g1", "c2"]);
    expect(ids(treeRows(set.campaigns, () => true, null))).toEqual(["c1", "g1", "a1", "a2", "k1", "c2", "g2", "a3"]);
  });

  it("draws nothing below a folded campaign, even where an ad group is unfolded", () => {
    expect(ids(treeRows(set.campaigns, (id) => id === "g1", null))).toEqual(["c1", "c2"]);
  });

  it("keeps what holds a match, unfolded, and nothing else", () => {
    const rows = treeRows(
      set.campaigns,
      () => false,
      (node) => nodeName(node) === "Headline a2",
    );
    expect(ids(rows)).toEqual(["c1", "g1", "a2"]);
    expect(rows.map((row) => row.depth)).toEqual([0, 1, 2]);
  });

  it("gives nothing to unfold where nothing is inside", () => {
    expect(treeRows([campaign("c9")], () => true, null)[0]?.expanded).toBeNull();
  });
});

describe("edits in the cache", () => {
  it("puts a newer record in the place of the older one and leaves the rest as it was", () => {
    const edited = replaceRecord(set, { kind: "ad", record: ad("a2", { version: 2, headlines: ["New"] }) });
    expect(findNode(edited.campaigns, "ad", "a2")?.record.version).toBe(2);
    expect(edited.campaigns[1]).toBe(set.campaigns[1]);
  });

  it("adds a record at the end of its parent", () => {
    const grown = insertRecord(set, "g2", { kind: "ad", record: ad("a4") });
    expect(grown.campaigns[1]?.adGroups[0]?.ads.map((item) => item.id)).toEqual(["a3", "a4"]);
    expect(grown.campaigns[0]).toBe(set.campaigns[0]);
  });

  it("takes a record away with all inside it", () => {
    expect(findNode(removeRecord(set, "ad_group", "g1").campaigns, "ad", "a1")).toBeNull();
    expect(removeRecord(set, "keyword", "k1").campaigns[0]?.adGroups[0]?.keywords).toEqual([]);
    expect(removeRecord(set, "campaign", "c1").campaigns.map((item) => item.id)).toEqual(["c2"]);
  });
});

describe("applyOperations", () => {
  it("writes what landed, with its id there, and clears the edits it carried", () => {
    const before = campaignSet([
      campaign("c1", {
        sync: sync({
          status: "syncing",
          platformId: "t2_1",
          unsynced: [
            { field: "name", from: "Old", to: "Campaign c1" },
            { field: "budgetAmountMicros", from: "1", to: "2" },
          ],
        }),
      }),
    ]);
    const after = applyOperations(before, [
      operation({
        recordId: "c1",
        recordKind: "campaign",
        state: "applied",
        platformId: "t2_1",
        endedAt: "2026-11-21T10:00:00.000Z",
        changes: [{ field: "name", from: "Old", to: "Campaign c1", by: null, reason: "edited here" }],
      }),
    ]);
    const { sync: landed } = after.campaigns[0] ?? campaign("none");
    expect(landed.status).toBe("synced");
    expect(landed.lastSyncedAt).toBe("2026-11-21T10:00:00.000Z");
    // An edit made while the run was under way is still to be pushed.
    expect(landed.unsynced.map((edit) => edit.field)).toEqual(["budgetAmountMicros"]);
  });

  it("keeps the reason of a failure on its record and touches no other", () => {
    const error = { code: "rejected", message: "The address must be https.", at: "2026-11-21T10:00:00.000Z" };
    const after = applyOperations(set, [operation({ recordId: "a1", state: "failed", error })]);
    expect(findNode(after.campaigns, "ad", "a1")?.record.sync).toMatchObject({ status: "failed", errorLog: error });
    expect(findNode(after.campaigns, "ad", "a2")?.record.sync.status).toBe("pending");
  });
});
