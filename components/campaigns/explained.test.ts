import { describe, expect, it } from "vitest";
import { explainedRecord, holderOf, mostAsked, whyAddress } from "./explained";
import { adGroup, campaign, sync } from "./fixtures";
import type { TreeNode } from "./tree";

const edit = (field: string) => ({ field, from: "a", to: "b" });
const asNode = (record: ReturnType<typeof campaign>): TreeNode => ({ kind: "campaign", record, campaign: record });

describe("what can be asked about a record", () => {
  it("is each of its own fields, its platform's settings and what differs, once", () => {
    const node = asNode(
      campaign("c", { platformSettings: { appId: "1" }, sync: sync({ unsynced: [edit("name"), edit("budgetOn")] }) }),
    );
    const { fields } = explainedRecord(node);
    expect(fields).toEqual(expect.arrayContaining(["name", "budgetAmountMicros", "settings.appId", "budgetOn"]));
    expect(new Set(fields).size).toBe(fields.length);
    expect(mostAsked(node)).toBe("name");
    expect(whyAddress(node, "name")).toBe("campaign:c:name");
  });

  it("begins with what differs just now", () => {
    expect(mostAsked(asNode(campaign("c", { sync: sync({ unsynced: [edit("status")] }) })))).toBe("status");
  });

  it("leads from a campaign to the ad group that holds the edit", () => {
    const below = adGroup("g", { sync: sync({ unsynced: [edit("startAt")] }) });
    const node = asNode(campaign("c", { adGroups: [adGroup("f"), below] }));
    expect(holderOf(node, "startAt").record.id).toBe("g");
    expect(holderOf(node, "name").record.id).toBe("c");
  });
});
