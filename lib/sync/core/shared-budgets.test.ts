import { describe, expect, test } from "vitest";
import { redditCapabilities } from "../../platforms/reddit/capabilities";
import { buildPlan } from "./plan";
import type { PlanRecord } from "./planned";

const facts = () => ({ capabilities: redditCapabilities });
const micros = (units: number) => String(units * 1_000_000);

const campaign = (over: Partial<PlanRecord> = {}): PlanRecord => {
  const value = { name: "Campaign", status: "active", budgetOn: "ad_groups" };
  return {
    kind: "campaign",
    id: "c",
    name: "Campaign",
    parentId: null,
    campaignId: "c",
    connectionId: "reddit",
    platform: "reddit",
    version: 1,
    deleted: false,
    editedBy: "Ada",
    desired: value,
    problems: [],
    maybeThere: false,
    link: { platformId: "1", gone: false, shadow: { desired: value, observed: value }, observed: value },
    ...over,
  };
};

/** An ad group that has this share there (null: not there yet) and is to have that one. */
function group(id: string, now: number | null, wanted: number, over: Partial<PlanRecord> = {}): PlanRecord {
  const value = (units: number) => ({
    name: id,
    status: "active",
    budgetType: "daily",
    budgetAmountMicros: micros(units),
  });
  const there = now === null ? null : value(now);
  return {
    ...campaign(),
    kind: "ad_group",
    id,
    name: id,
    parentId: "c",
    desired: value(wanted),
    link: there && { platformId: id, gone: false, shadow: { desired: there, observed: there }, observed: there },
    ...over,
  };
}

const outcome = (records: PlanRecord[]) =>
  buildPlan(records, facts).operations.map(({ kind, record, state }) => `${kind} ${record.id} ${state}`);

describe("ad groups that share a budget", () => {
  test("give way to new ones, however far each share falls", () => {
    const added = ["g2", "g3", "g4", "g5", "g6"].map((id) => group(id, null, 16));
    expect(outcome([campaign(), group("g1", 100, 20), ...added])).toEqual([
      "update g1 planned",
      ...added.map(({ id }) => `create ${id} planned`),
    ]);
  });

  test("take over what an archived one leaves, although one share doubles", () => {
    const archived = group("g1", 50, 0, { desired: { name: "g1", status: "archived" } });
    const plan = outcome([campaign(), archived, group("g2", 50, 100)]);
    expect(plan).toContain("update g2 planned");
  });

  test("do not grow while one that should leave is held", () => {
    const leaving = Array.from({ length: 11 }, (_, index) => group(`old${index}`, 10, 0, { deleted: true }));
    const staying = group("g1", 10, 120);
    const plan = outcome([campaign(), ...leaving, staying]);
    expect(plan.filter((line) => line.startsWith("remove") && line.endsWith("held"))).toHaveLength(11);
    expect(plan).toContain("update g1 held");
  });

  test("do not make room for a new one when the one that should give way was changed over there too", () => {
    const before = { name: "g1", status: "active", budgetType: "daily", budgetAmountMicros: micros(100) };
    const stuck = group("g1", 100, 50, { problems: [{ field: "name", message: "too long" }] });
    expect(stuck.link?.observed).toEqual(before);
    const plan = outcome([campaign(), stuck, group("g2", null, 50)]);
    expect(plan).toEqual(["update g1 held", "create g2 held"]);
  });

  test("are held together when the campaign's whole amount jumps", () => {
    expect(outcome([campaign(), group("g1", 50, 200), group("g2", 50, 200)])).toEqual([
      "update g1 held",
      "update g2 held",
    ]);
  });

  test("keep a rename flowing while the share beside it is held", () => {
    const renamed = group("g1", 50, 200);
    const plan = outcome([campaign(), { ...renamed, desired: { ...renamed.desired, name: "New name" } }]);
    expect(plan).toEqual(["update g1 planned", "update g1 held"]);
  });

  test("stay as they are when the campaign's budget cannot move to them", () => {
    const moved = campaign({ desired: { name: "Campaign", status: "active", budgetOn: "campaign" } });
    const plan = outcome([moved, group("g1", 50, 60)]);
    expect(plan).toEqual(["update c held", "update g1 held"]);
  });

  test("do not fall together further than one change may: a cut of the sum is held, and nothing is enabled meanwhile", () => {
    const paused = { name: "Campaign", status: "paused", budgetOn: "ad_groups" };
    const link = { platformId: "1", gone: false, shadow: { desired: paused, observed: paused }, observed: paused };
    const plan = outcome([campaign({ link }), group("g1", 50, 1), group("g2", 50, 1)]);
    expect(plan).toEqual(["resume c held", "update g1 held", "update g2 held"]);
    expect(outcome([campaign(), group("g1", 50, 20), group("g2", 50, 20)])).toEqual([
      "update g1 planned",
      "update g2 planned",
    ]);
  });

  test("do not lift a day's limit by being split: what was made today took its part of what was there", () => {
    const old = group("g1", 75, 112, { dayBefore: { budgetAmountMicros: micros(100) } });
    const states = (madeToday: boolean) => outcome([campaign(), old, group("g2", 75, 112, { madeToday })]);
    expect(states(true)).toEqual(["update g1 held", "update g2 held"]);
    expect(states(false)).toEqual(["update g1 planned", "update g2 planned"]);
  });

  test("have one sum a day, also where one took another's place", () => {
    const archived = { name: "old", status: "archived", budgetType: "daily", budgetAmountMicros: micros(50) };
    const old = group("old", null, 0, {
      desired: archived,
      awayToday: true,
      link: { platformId: "old", gone: false, shadow: { desired: archived, observed: archived }, observed: archived },
    });
    const plan = (wanted: number) =>
      outcome([campaign(), old, group("g1", 50, wanted), group("g2", 50, wanted, { madeToday: true })]);
    expect(plan(60)).toEqual(["update g1 planned", "update g2 planned"]);
  });

  test("are no matter of a campaign that has its budget itself: it runs again whatever becomes of an ad group", () => {
    const value = { name: "Campaign", status: "paused", budgetOn: "campaign", budgetAmountMicros: micros(50) };
    const link = { platformId: "1", gone: false, shadow: { desired: value, observed: value }, observed: value };
    const without = { name: "g", status: "active" };
    const groups = Array.from({ length: 11 }, (_, index) => ({
      ...group(`g${index}`, null, 0, { deleted: true }),
      desired: without,
      link: {
        platformId: `g${index}`,
        gone: false,
        shadow: { desired: without, observed: without },
        observed: without,
      },
    }));
    const plan = outcome([campaign({ desired: { ...value, status: "active" }, link }), ...groups]);
    expect(plan.filter((line) => line.startsWith("remove") && line.endsWith("held"))).toHaveLength(11);
    expect(plan).toContain("resume c planned");
  });
});
