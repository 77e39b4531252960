import { describe, expect, it } from "vitest";
import { toggleOperation } from "./plan-selection";

const create = (recordId: string, parentRecordId: string | null) => ({
  id: `op-${recordId}`,
  kind: "create" as const,
  recordId,
  parentRecordId,
});

const tree = [create("campaign", null), create("group", "campaign"), create("ad", "group"), create("other", null)];
const all = new Set(tree.map((operation) => operation.id));

describe("toggleOperation", () => {
  it("unticks everything inside a new record", () => {
    expect([...toggleOperation(all, tree, "op-campaign")]).toEqual(["op-other"]);
    expect([...toggleOperation(all, tree, "op-group")]).toEqual(["op-campaign", "op-other"]);
  });

  it("ticks the new records that hold a new record", () => {
    expect([...toggleOperation(new Set(), tree, "op-ad")].sort()).toEqual(["op-ad", "op-campaign", "op-group"]);
  });

  it("changes an edit alone, because what holds it is already there", () => {
    const edits = [
      { id: "op-campaign", kind: "update" as const, recordId: "campaign", parentRecordId: null },
      { id: "op-group", kind: "update" as const, recordId: "group", parentRecordId: "campaign" },
    ];
    expect([...toggleOperation(new Set(["op-campaign", "op-group"]), edits, "op-campaign")]).toEqual(["op-group"]);
    expect([...toggleOperation(new Set(), edits, "op-group")]).toEqual(["op-group"]);
  });

  it("reaches a new campaign through an ad group that is only edited", () => {
    const mixed = [
      create("campaign", null),
      { id: "op-group", kind: "update" as const, recordId: "group", parentRecordId: "campaign" },
      create("ad", "group"),
    ];
    expect([...toggleOperation(new Set(), mixed, "op-ad")].sort()).toEqual(["op-ad", "op-campaign"]);
  });

  it("leaves the choice alone for an operation it does not know", () => {
    expect(toggleOperation(all, tree, "op-nothing")).toBe(all);
  });
});
