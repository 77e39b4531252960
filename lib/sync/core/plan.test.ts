import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CanonicalRecord } from "../../domain/canonical";
import { redditCapabilities } from "../../platforms/reddit/capabilities";
import { buildPlan } from "./plan";
import type { PlanRecord } from "./planned";

const facts = () => ({ capabilities: redditCapabilities });

function record(over: Partial<PlanRecord> & Pick<PlanRecord, "kind" | "id">): PlanRecord {
  return {
    name: over.id,
    parentId: null,
    campaignId: "c1",
    connectionId: "reddit-1",
    platform: "reddit",
    version: 1,
    deleted: false,
    editedBy: "Ada",
    desired: { name: over.id, status: "active" },
    problems: [],
    link: null,
    maybeThere: false,
    ...over,
  };
}

const linked = (value: CanonicalRecord, observed: CanonicalRecord = value): PlanRecord["link"] => ({
  platformId: "1",
  shadow: { desired: value, observed: value },
  observed,
  gone: false,
});

const newTree = () => [
  record({ kind: "campaign", id: "c1" }),
  record({ kind: "ad_group", id: "g1", parentId: "c1" }),
  record({ kind: "ad", id: "a1", parentId: "g1" }),
];

const summary = (records: PlanRecord[]) =>
  buildPlan(records, facts).operations.map(({ kind, record: { id }, finalStatus, state }) => ({
    kind,
    id,
    finalStatus,
    state,
  }));

describe("a new tree", () => {
  test("is created parents first, its top paused until all of it is there", () => {
    expect(summary(newTree())).toEqual([
      { kind: "create", id: "c1", finalStatus: "active", state: "planned" },
      { kind: "create", id: "g1", finalStatus: null, state: "planned" },
      { kind: "create", id: "a1", finalStatus: null, state: "planned" },
    ]);
  });
  test("under a live campaign is a branch: its own top is enabled last", () => {
    const [campaign, ...branch] = newTree();
    const live = { ...(campaign as PlanRecord), link: linked({ name: "c1", status: "active" }) };
    expect(summary([live, ...branch])).toEqual([
      { kind: "create", id: "g1", finalStatus: "active", state: "planned" },
      { kind: "create", id: "a1", finalStatus: null, state: "planned" },
    ]);
  });
  test("stays paused when its person wants it paused", () => {
    const [campaign] = newTree();
    expect(
      summary([{ ...(campaign as PlanRecord), desired: { name: "c1", status: "paused" } }])[0]?.finalStatus,
    ).toBeNull();
  });
});

describe("a linked record", () => {
  const before = { name: "Old", status: "active", budgetAmountMicros: "50000000" };
  const campaign = (desired: CanonicalRecord, observed: CanonicalRecord = before) =>
    buildPlan([record({ kind: "campaign", id: "c1", desired, link: linked(before, observed) })], facts).operations;

  test("sends only the field that changed", () => {
    expect(campaign({ ...before, name: "New" })).toMatchObject([
      { kind: "update", changes: [{ field: "name", from: "Old", to: "New", by: "Ada" }], state: "planned" },
    ]);
  });
  test("names a lone status change for what it is", () => {
    expect(campaign({ ...before, status: "paused" })[0]?.kind).toBe("pause");
    expect(campaign({ ...before, status: "archived" })[0]?.kind).toBe("archive");
  });
  test("is held when its budget jumps beyond the guardrail", () => {
    expect(campaign({ ...before, budgetAmountMicros: "200000000" })[0]).toMatchObject({ state: "held" });
  });
  describe("with a budget for its whole run", () => {
    const now = new Date("2026-11-21T12:00:00Z");
    const ends = (day: number) => `2026-12-${String(day).padStart(2, "0")}T12:00:00Z`;
    // Ten days are left.
    const run = { ...before, budgetType: "lifetime", startAt: "2026-11-01T12:00:00Z", endAt: ends(1) };
    const plan = (desired: CanonicalRecord, was: CanonicalRecord = run) =>
      buildPlan(
        [record({ kind: "campaign", id: "c1", desired: { ...desired, name: "New" }, link: linked(was) })],
        facts,
        now,
      ).operations.map(({ state, guard, changes }) => [state, guard, changes.map(({ field }) => field).sort()]);

    test("is held when its end comes so much closer that a day's part jumps, and its other fields go", () => {
      expect(plan({ ...run, endAt: "2026-11-27T12:00:00Z" })).toEqual([
        ["planned", null, ["name"]],
        ["held", "change", ["endAt"]],
      ]);
      expect(plan({ ...run, endAt: "2026-11-28T12:00:00Z" })).toEqual([["planned", null, ["endAt", "name"]]]);
    });
    test("may run for longer, however much longer", () => {
      expect(plan({ ...run, endAt: "2027-12-01T12:00:00Z" })).toEqual([["planned", null, ["endAt", "name"]]]);
    });
    test("is held with an amount that alone would pass", () => {
      expect(plan({ ...run, budgetAmountMicros: "60000000", endAt: "2026-11-27T12:00:00Z" })).toEqual([
        ["planned", null, ["name"]],
        ["held", "change", ["budgetAmountMicros", "endAt"]],
      ]);
    });
    test("is judged where its start leaves fewer days", () => {
      const later = { ...run, startAt: "2026-11-22T12:00:00Z", endAt: ends(12) };
      expect(plan({ ...later, startAt: ends(5) }, later)[1]).toEqual(["held", "change", ["startAt"]]);
    });
    test("of a day is not judged by its dates", () => {
      const daily = { ...run, budgetType: "daily" };
      expect(plan({ ...daily, endAt: "2026-11-22T12:00:00Z" }, daily)).toEqual([["planned", null, ["endAt", "name"]]]);
    });
  });
  test("is enabled with its cut or not at all", () => {
    const paused = { ...before, status: "paused" };
    const { operations } = buildPlan(
      [
        record({
          kind: "campaign",
          id: "c1",
          desired: { ...before, name: "New", budgetAmountMicros: "5000000" },
          link: linked(paused),
        }),
      ],
      facts,
    );
    expect(operations.map(({ state, changes }) => [state, changes.map(({ field }) => field).sort()])).toEqual([
      ["planned", ["name"]],
      ["held", ["budgetAmountMicros", "status"]],
    ]);
  });
  test("is enabled while all that waits is to spend more", () => {
    const desired = { ...before, budgetAmountMicros: "200000000" };
    const paused = { ...before, status: "paused" };
    const { operations } = buildPlan([record({ kind: "campaign", id: "c1", desired, link: linked(paused) })], facts);
    expect(operations.map(({ state, kind }) => [state, kind])).toEqual([
      ["planned", "resume"],
      ["held", "update"],
    ]);
  });
  test("is paused, but not enabled, while something of it has to be mended", () => {
    const problems = [{ field: "name", message: "too long" }];
    const states = (from: string, to: string) => {
      const [is, should] = [
        { ...before, status: from },
        { ...before, status: to },
      ];
      return buildPlan(
        [record({ kind: "campaign", id: "c1", desired: should, problems, link: linked(is) })],
        facts,
      ).operations.map(({ state }) => state);
    };
    expect([states("active", "paused"), states("paused", "active")]).toEqual([["planned"], ["held"]]);
  });
  test("is held when both sides changed the same field", () => {
    expect(campaign({ ...before, name: "Ours" }, { ...before, name: "Theirs" })[0]).toMatchObject({
      state: "held",
      reason: "Both sides changed the name.",
    });
  });
  test("is left alone when only the platform changed", () => {
    expect(campaign(before, { ...before, name: "Theirs" })).toEqual([]);
  });
  test("is held when the platform cannot change the field any more", () => {
    expect(campaign({ ...before, objective: "sales" })[0]).toMatchObject({ state: "held" });
  });
});

test("keywords are listed apart where the platform has none, and never make a plan", () => {
  const plan = buildPlan([record({ kind: "keyword", id: "k1" })], facts);
  expect(plan.operations).toEqual([]);
  expect(plan.skipped).toMatchObject([{ reason: "Not supported on Reddit." }]);
});

test("a deleted campaign is removed once, and takes what is below it along", () => {
  const value = { name: "c1", status: "active" };
  const [campaign, group, ad] = newTree();
  const removed = [
    { ...(campaign as PlanRecord), deleted: true, link: linked(value) },
    { ...(group as PlanRecord), link: linked(value) },
    { ...(ad as PlanRecord), link: linked(value) },
  ];
  expect(summary(removed)).toEqual([{ kind: "remove", id: "c1", finalStatus: null, state: "planned" }]);
  const [gone, ...rest] = removed;
  const afterwards = { ...(gone as PlanRecord), link: linked({ ...value, status: "archived" }) };
  expect(summary([afterwards, ...rest])).toEqual([]);
});

test("a plan that was carried out leaves nothing to plan, whatever the records were", () => {
  const fields = fc.record({
    name: fc.string({ minLength: 3, maxLength: 8 }),
    status: fc.constantFrom("active", "paused"),
    budgetAmountMicros: fc.constantFrom("10000000", "12000000", "14000000"),
  });
  fc.assert(
    fc.property(fields, fields, fc.boolean(), (before, desired, isLinked) => {
      const start = record({ kind: "campaign", id: "c1", desired, link: isLinked ? linked(before) : null });
      const { operations } = buildPlan([start], facts);
      expect(operations.every((operation) => operation.state === "planned")).toBe(true);
      const landed = operations.length > 0 ? { ...start, link: linked(desired) } : start;
      expect(buildPlan([landed], facts).operations).toEqual([]);
    }),
  );
});
