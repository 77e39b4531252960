import { describe, expect, it } from "vitest";
import type { OperationView } from "@/lib/domain/views/plans";
import { planLines, type SetWords, spendPerDay } from "./plan-lines";

const operation = (over: Partial<OperationView>): OperationView => ({
  id: over.recordId ?? "operation",
  seq: 0,
  kind: "update",
  recordKind: "campaign",
  recordId: "c1",
  recordName: "Beach shoes",
  parentRecordId: null,
  campaignId: "c1",
  platform: "reddit",
  changes: [],
  state: "planned",
  reason: null,
  guard: null,
  approvedAt: null,
  error: null,
  platformId: null,
  endedAt: null,
  ...over,
});

const words: SetWords = {
  campaigns: new Map([
    ["c1", { name: "Beach shoes", currency: "USD", daily: true, active: true, budgetMicros: "50000000" }],
    ["c2", { name: "Brand", currency: "USD", daily: false, active: true, budgetMicros: "900000000" }],
  ]),
  adGroups: new Map(),
  conflicts: 0,
};

const change = (field: string, from: string | null, to: string | null) => ({
  field,
  from,
  to,
  by: null,
  reason: "edited here",
});

describe("planLines", () => {
  it("puts operations under their campaign and platform, in the plan's order", () => {
    const lines = planLines(
      [
        operation({ recordId: "g1", recordKind: "ad_group", campaignId: "c1" }),
        operation({ recordId: "c2", campaignId: "c2" }),
        operation({ recordId: "a1", recordKind: "ad", campaignId: "c1" }),
      ],
      words,
    );
    expect(lines.map((line) => (line.line === "operation" ? line.operation.recordId : line.line))).toEqual([
      "platform",
      "campaign",
      "g1",
      "a1",
      "campaign",
      "c2",
    ]);
  });
});

describe("spendPerDay", () => {
  it("is the difference of a budget edit while the campaign runs", () => {
    const edit = operation({ changes: [change("budgetAmountMicros", "40000000", "50000000")] });
    expect(spendPerDay(edit, words)).toBe(10_000_000n);
  });

  it("is the whole budget of a campaign that starts, and its loss when one is paused", () => {
    expect(spendPerDay(operation({ kind: "resume", changes: [change("status", "paused", "active")] }), words)).toBe(
      50_000_000n,
    );
    expect(spendPerDay(operation({ kind: "pause", changes: [change("status", "active", "paused")] }), words)).toBe(
      -50_000_000n,
    );
  });

  it("is nothing for a campaign created paused", () => {
    const paused = operation({
      kind: "create",
      changes: [change("status", null, "paused"), change("budgetAmountMicros", null, "50000000")],
    });
    expect(spendPerDay(paused, words)).toBeNull();
  });

  it("is what an ad group's share of the budget moves by, where the platform keeps it there", () => {
    const share = operation({
      recordKind: "ad_group",
      changes: [change("budgetAmountMicros", "20000000", "25000000")],
    });
    expect(spendPerDay(share, words)).toBe(5_000_000n);
    expect(spendPerDay({ ...share, kind: "create" }, words)).toBeNull();
  });

  it("is not told for a budget over the whole time", () => {
    const lifetime = operation({ campaignId: "c2", changes: [change("budgetAmountMicros", "1", "900000000")] });
    expect(spendPerDay(lifetime, words)).toBeNull();
  });
});
