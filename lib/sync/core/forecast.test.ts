import { describe, expect, test } from "vitest";
import type { CanonicalRecord } from "../../domain/canonical";
import { redditCapabilities } from "../../platforms/reddit/capabilities";
import { fitQuotas, forecastCalls, forecastSpend, spendParts } from "./forecast";
import { perDayMicros } from "./pace";
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

describe("a lifetime budget whose dates move", () => {
  const ends = (days: number) => new Date(NOW.getTime() + days * 86_400_000).toISOString();
  const lifetime = (units: number, days: number) => ({
    ...daily(units),
    type: "lifetime",
    endAt: new Date(ends(days)),
  });
  const there = { status: "active", budgetType: "lifetime", budgetAmountMicros: micros(60), endAt: ends(6) };
  const sooner = (observed: CanonicalRecord): PlanRecord => ({
    ...record("campaign", "c", { ...there, endAt: ends(3) }, observed),
    budget: lifetime(60, 3),
  });
  const endMoves = (state: PlannedOperation["state"], of: PlanRecord) => ({ ...held(of, "endAt"), state });

  test("counts what runs now by the days it has over there", () => {
    const campaign = sooner(there);
    expect(forecastSpend([campaign], [endMoves("planned", campaign)], NOW)).toEqual([
      { currency: "USD", perDayBeforeMicros: micros(10), perDayAfterMicros: micros(20) },
    ]);
    expect(forecastSpend([campaign], [endMoves("held", campaign)], NOW)).toMatchObject([
      { perDayBeforeMicros: micros(10), perDayAfterMicros: micros(10) },
    ]);
  });

  test("counts the days of the ad groups where they share the budget", () => {
    const campaign = sooner({ status: "active", budgetAmountMicros: null });
    const group = record("ad_group", "g", { ...there, endAt: ends(3) }, there);
    expect(forecastSpend([campaign, group], [endMoves("planned", group)], NOW)).toMatchObject([
      { perDayBeforeMicros: micros(10), perDayAfterMicros: micros(20) },
    ]);
    expect(forecastSpend([campaign, group], [endMoves("held", group)], NOW)).toMatchObject([
      { perDayBeforeMicros: micros(10), perDayAfterMicros: micros(10) },
    ]);
  });

  test("is told of the operation that moves them", () => {
    const campaign = sooner(there);
    const [part] = spendParts([campaign], [endMoves("held", campaign)], () => "the end", NOW);
    expect(part).toMatchObject({
      currentMicros: micros(10),
      wantedMicros: micros(20),
      amountBy: [{ operationId: "the end", micros: micros(10) }],
    });
  });
});

describe("spendParts", () => {
  const parts = (records: PlanRecord[], operations: PlannedOperation[], units: number) => {
    const budgeted = records.map((each) => (each.kind === "campaign" ? { ...each, budget: daily(units) } : each));
    return spendParts(budgeted, operations, ({ record: { id }, changes }) => `${id} ${changes[0]?.field}`, NOW);
  };
  const moves = (of: PlanRecord, field: string, from: number, to: number): PlannedOperation => {
    const operation = held(of, field);
    return { ...operation, changes: operation.changes.map((one) => ({ ...one, from: micros(from), to: micros(to) })) };
  };

  test("name the operations that start or stop a campaign and those that move its amount", () => {
    const there = { status: "paused", budgetAmountMicros: micros(20) };
    const campaign = record("campaign", "c", { status: "active", budgetAmountMicros: micros(80) }, there);
    const operations = [moves(campaign, "budgetAmountMicros", 20, 80), held(campaign, "status")];
    expect(parts([campaign], operations, 80)).toEqual([
      {
        currency: "USD",
        running: false,
        wantsToRun: true,
        statusBy: ["c status"],
        currentMicros: micros(20),
        wantedMicros: micros(80),
        amountBy: [{ operationId: "c budgetAmountMicros", micros: micros(60) }],
      },
    ]);
  });

  test("tell of each share of an ad group what it moves", () => {
    const top = record("campaign", "c", { status: "active" }, { status: "active", budgetAmountMicros: null });
    const share = (id: string, units: number) =>
      record("ad_group", id, { status: "active" }, { status: "active", budgetAmountMicros: micros(units) });
    const [first, second] = [share("g1", 10), share("g2", 20)];
    const operations = [moves(first, "budgetAmountMicros", 10, 5), moves(second, "budgetAmountMicros", 20, 40)];
    expect(parts([top, first, second], operations, 45)).toMatchObject([
      {
        currentMicros: micros(30),
        wantedMicros: micros(45),
        amountBy: [{ micros: micros(-5) }, { micros: micros(20) }],
      },
    ]);
  });

  test("leave out a campaign that the plan does nothing to, and the amounts of one that is new", () => {
    const value = { status: "active", budgetAmountMicros: micros(20) };
    expect(parts([record("campaign", "c", value, value)], [], 20)).toEqual([]);
    const made = record("campaign", "c", value, null);
    const create: PlannedOperation = { ...moves(made, "budgetAmountMicros", 0, 20), kind: "create" };
    expect(parts([made], [create], 20)).toMatchObject([
      { running: false, statusBy: [expect.any(String)], amountBy: [] },
    ]);
  });
});

test("a lifetime budget is spread over the days it has left, rounded up", () => {
  const lifetime = { ...daily(10), type: "lifetime", endAt: new Date("2026-11-24T12:00:00Z") };
  expect(perDayMicros(lifetime, NOW)).toBe(3_333_334n);
  expect(perDayMicros({ ...lifetime, startAt: new Date("2026-11-23T12:00:00Z") }, NOW)).toBe(10_000_000n);
});

describe("what a plan takes of the quotas", () => {
  const top = record("campaign", "c", { status: "active" }, null);
  const operation = (more: Partial<PlannedOperation>): PlannedOperation => ({
    ...held(top, "status"),
    state: "planned",
    ...more,
  });

  test("is counted by quota group, a campaign that is enabled afterwards with two calls, what is held with none", () => {
    const ad = record("ad", "a", {}, null);
    const operations = [
      operation({ kind: "create", finalStatus: "active" }),
      operation({ kind: "create", record: ad, desired: ad.desired }),
      operation({ state: "held" }),
    ];
    expect(forecastCalls(operations, redditCapabilities)).toEqual({
      calls: 5,
      groups: [
        { group: "write", calls: 3 },
        { group: "creative", calls: 2 },
      ],
    });
  });

  const quotaGroups = { write: { limit: 100, windowMs: 60_000 } };
  const window = { group: "write", used: 70, limit: 200, windowSeconds: 60, resetsAt: "2026-11-21T12:00:20Z" };
  test.each([
    { name: "fits what is left", calls: 130, windows: [window], left: 130, limit: 200, seconds: 0 },
    { name: "waits for the next window", calls: 131, windows: [window], left: 130, limit: 200, seconds: 20 },
    { name: "waits for more than one", calls: 131 + 200, windows: [window], left: 130, limit: 200, seconds: 80 },
    {
      name: "waits a whole window where no end is known",
      calls: 131,
      windows: [{ ...window, resetsAt: null }],
      left: 130,
      limit: 200,
      seconds: 60,
    },
    {
      name: "has the whole quota where nothing was called yet",
      calls: 200,
      windows: [],
      left: 100,
      limit: 100,
      seconds: 60,
    },
    {
      name: "goes by its own group",
      calls: 1,
      windows: [{ ...window, group: "read" }],
      left: 100,
      limit: 100,
      seconds: 0,
    },
  ])("$name", ({ calls, windows, left, limit, seconds }) => {
    expect(fitQuotas([{ group: "write", calls }], windows, { quotaGroups }, NOW)).toMatchObject({
      quota: [{ group: "write", calls, left, limit, windowSeconds: 60 }],
      minimumSeconds: seconds,
    });
  });
});
