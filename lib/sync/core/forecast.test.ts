import { describe, expect, test } from "vitest";
import type { CanonicalRecord } from "../../domain/canonical";
import { forecastSpend, perDayMicros } from "./forecast";
import type { PlannedOperation, PlanRecord } from "./planned";

const NOW = new Date("2026-11-21T12:00:00Z");
const daily = (units: number) => ({
  currency: "USD",
  type: "daily",
  amountMicros: BigInt(units) * 1_000_000n,
  startAt: null,
  endAt: null,
});
const micros = (units: number) => String(units * 1_000_000);

const record = (kind: PlanRecord["kind"], id: string, desired: CanonicalRecord, observed: CanonicalRecord | null) =>
  ({
    kind,
    id,
    name: id,
    parentId: kind === "campaign" ? null : "c",
    campaignId: "c",
    connectionId: "reddit",
    platform: "reddit",
    version: 1,
    deleted: false,
    editedBy: null,
    desired,
    problems: [],
    maybeThere: false,
    link: observed && { platformId: id, gone: false, shadow: { desired: observed, observed }, observed },
  }) satisfies PlanRecord;

const held = (of: PlanRecord, field: string): PlannedOperation => ({
  kind: "update",
  record: of,
  desired: of.desired,
  changes: [{ field, from: null, to: null, by: null, reason: "edited here" }],
  state: "held",
  reason: "too much at once",
  guard: "change",
  finalStatus: null,
});

const spend = (records: PlanRecord[], operations: PlannedOperation[], units: number) => {
  const budgeted = records.map((each) => (each.kind === "campaign" ? { ...each, budget: daily(units) } : each));
  const [total] = forecastSpend(budgeted, operations, NOW);
  return [total?.perDayBeforeMicros, total?.perDayAfterMicros];
};

describe("forecastSpend", () => {
  const active = { status: "active", budgetAmountMicros: micros(50) };

  test("counts what runs now and what will run", () => {
    expect(spend([record("campaign", "c", active, active)], [], 60)).toEqual([micros(50), micros(60)]);
    expect(spend([record("campaign", "c", active, null)], [], 60)).toEqual(["0", micros(60)]);
    expect(spend([record("campaign", "c", { ...active, status: "paused" }, active)], [], 60)).toEqual([
      micros(50),
      "0",
    ]);
  });

  test("leaves what is held as it is", () => {
    const campaign = record("campaign", "c", active, active);
    expect(spend([campaign], [held(campaign, "budgetAmountMicros")], 500)).toEqual([micros(50), micros(50)]);
    expect(spend([record("campaign", "c", { status: "paused" }, active)], [held(campaign, "status")], 50)).toEqual([
      micros(50),
      micros(50),
    ]);
  });

  test("adds up the shares of ad groups where the campaign itself has no amount", () => {
    const top = { status: "active", budgetAmountMicros: null };
    const groups = [10, 20].map((units) => {
      const value = { status: "active", budgetAmountMicros: micros(units) };
      return record("ad_group", `g${units}`, value, value);
    });
    const records = [record("campaign", "c", top, top), ...groups];
    expect(spend(records, [], 45)).toEqual([micros(30), micros(45)]);
    const [first] = groups;
    if (first) expect(spend(records, [held(first, "budgetAmountMicros")], 45)).toEqual([micros(30), micros(30)]);
  });
});

test("a lifetime budget is spread over the days it has left, rounded up", () => {
  const lifetime = { ...daily(10), type: "lifetime", endAt: new Date("2026-11-24T12:00:00Z") };
  expect(perDayMicros(lifetime, NOW)).toBe(3_333_334n);
  expect(perDayMicros({ ...lifetime, startAt: new Date("2026-11-23T12:00:00Z") }, NOW)).toBe(10_000_000n);
});
