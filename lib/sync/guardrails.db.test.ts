import { beforeEach, describe, expect, test, vi } from "vitest";
import { getCampaignSet } from "../campaigns/get-campaign-set";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk, type Desk } from "../testing/reddit-desk";
import { addSet, carryOutRun, createSyncWorld, push, type SyncWorld } from "../testing/sync-world";
import { getSyncRun } from "./get-sync-run";
import { makePlan } from "./make-plan";
import { type RequestSync, requestSync } from "./request-sync";

// Runs are carried out here, step by step; nobody has to be told.
vi.mock("./send-run", () => ({ sendRun: () => Promise.resolve() }));

let world: SyncWorld;
let desk: Desk;

beforeEach(async () => {
  world = await createSyncWorld({
    clock: createFakeClock({ at: new Date(), auto: true }),
    size: { campaigns: 1, adGroups: 1, ads: 1 },
  });
  desk = createDesk(world);
});

const micros = (units: number) => String(units * 1_000_000);
const guard = (guardrails: Record<string, string | number | null>) =>
  db.connection.update({ where: { id: world.connectionId }, data: { guardrails } });
const plan = (campaignSetId = world.campaignSetId) => makePlan({ actor: world.actor, campaignSetId });
const sync = (options: Partial<RequestSync> = {}) =>
  requestSync({ actor: world.actor, campaignSetId: world.campaignSetId, ...options });
const carryOut = async (runId: string) => {
  await carryOutRun(world, runId);
  return getSyncRun({ actor: world.actor, runId });
};
const setBudget = async (units: number, campaignSetId = world.campaignSetId) => {
  const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  await db.campaign.update({
    where: { id: campaign.id },
    data: { budgetAmountMicros: BigInt(micros(units)), version: { increment: 1 } },
  });
};
const budgetThere = async () => String((await desk.list("campaign"))[0]?.goal_value);
const budget = (from: number, to: number) => ({
  field: "budgetAmountMicros",
  from: micros(from),
  to: micros(to),
});

describe("within 24 hours", () => {
  beforeEach(async () => {
    await setBudget(100);
    await push(world);
    await setBudget(150);
    await push(world);
  });

  test("small steps add up: the one that goes beyond the day's limit is held", async () => {
    await setBudget(210);
    expect((await plan()).held).toMatchObject([{ guard: "day", changes: [budget(150, 210)] }]);
    await push(world);
    expect(await budgetThere()).toBe(micros(150));
    await setBudget(200);
    await push(world);
    expect(await budgetThere()).toBe(micros(200));
  });

  test("a plan tells which operations its spend depends on, for whoever lets one pass", async () => {
    await setBudget(210);
    const { held, spend, spendParts } = await plan();
    expect(spend).toMatchObject([{ perDayBeforeMicros: micros(150), perDayAfterMicros: micros(150) }]);
    expect(spendParts).toMatchObject([
      {
        running: true,
        statusBy: [],
        currentMicros: micros(150),
        wantedMicros: micros(210),
        amountBy: [{ operationId: held[0]?.id, micros: micros(60) }],
      },
    ]);
  });

  test("a step counts that landed although the campaign was then kept paused", async () => {
    await db.operation.updateMany({ where: { state: "applied", kind: "update" }, data: { state: "held" } });
    await setBudget(210);
    expect((await plan()).held).toMatchObject([{ guard: "day", changes: [budget(150, 210)] }]);
  });

  test("yesterday's steps no longer count", async () => {
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await db.operation.updateMany({ where: { state: "applied" }, data: { endedAt: yesterday } });
    await setBudget(210);
    expect(await plan()).toMatchObject({ held: [], operations: [{ changes: [budget(150, 210)] }] });
  });
});

test("a connection that clamps goes as far as its limit, and shows that the rest waits", async () => {
  await guard({ beyond: "clamp", maxIncreaseADay: 10 });
  await setBudget(100);
  await push(world);
  await setBudget(200);
  const { operations, held, spend } = await plan();
  expect(held).toEqual([]);
  expect(operations).toMatchObject([{ kind: "update", changes: [budget(100, 150)] }]);
  expect(operations[0]?.changes[0]?.reason).toContain("guardrail");
  expect(spend).toMatchObject([{ perDayAfterMicros: micros(150) }]);
  await push(world);
  expect(await budgetThere()).toBe(micros(150));
  const link = await db.link.findFirst({ where: { connectionId: world.connectionId, recordKind: "campaign" } });
  expect(link).toMatchObject({ syncStatus: "pending", shadowDesired: { budgetAmountMicros: micros(150) } });
  await push(world);
  expect(await budgetThere()).toBe(micros(200));
  expect((await plan()).operations).toEqual([]);
});

test("a budget for a whole run is not squeezed into fewer days unseen", async () => {
  const inDays = (days: number) => new Date(world.clock.now().getTime() + days * 86_400_000);
  const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  const setEnd = (days: number) =>
    db.campaign.update({
      where: { id: campaign.id },
      data: { budgetType: "lifetime", endAt: inDays(days), version: { increment: 1 } },
    });
  const endThere = async () => Date.parse(String((await desk.list("campaign"))[0]?.end_time));
  await setEnd(20);
  await push(world);
  const before = await endThere();
  await setEnd(4);
  const { planId, held, operations, spend } = await plan();
  expect(operations).toEqual([]);
  expect(held).toMatchObject([{ guard: "change", changes: [{ field: "endAt" }] }]);
  expect(held[0]?.reason).toMatch(/fewer days.*above the \+50 % guardrail/);
  expect(spend[0]?.perDayAfterMicros).toBe(spend[0]?.perDayBeforeMicros);
  await push(world);
  expect(await endThere()).toBe(before);
  const { run } = await sync({ planId, approve: held.map(({ id }) => id) });
  expect(await carryOut(run.id)).toMatchObject({ status: "completed" });
  expect(await endThere()).toBeLessThan(before - 15 * 86_400_000);
  expect((await plan()).held).toEqual([]);
});

test("a plan that was approved does not go beyond what the connection clamps to since", async () => {
  await setBudget(100);
  await push(world);
  await setBudget(140);
  const { planId } = await plan();
  await guard({ beyond: "clamp", maxIncrease: 0.1 });
  const { run } = await sync({ planId });
  const ended = await carryOut(run.id);
  expect(ended).toMatchObject({ status: "failed", error: { code: "plan_stale" } });
  expect(ended.error?.message).toContain("+10 %");
  expect(await budgetThere()).toBe(micros(100));
});

describe("a limit on what the connection spends a day", () => {
  let other: string;
  beforeEach(async () => {
    await guard({ maxExposureMicros: micros(120) });
    other = await addSet(world, { campaigns: 1, adGroups: 1, ads: 1 });
    await setBudget(70);
    await setBudget(60, other);
  });

  test("counts the other sets, and holds the campaign that would go beyond it", async () => {
    await push(world);
    expect(await plan(other)).toMatchObject({
      held: [{ kind: "create", recordKind: "campaign", guard: "exposure" }],
      spend: [{ perDayAfterMicros: "0" }],
    });
    await push({ ...world, campaignSetId: other });
    expect(await desk.list("campaign")).toHaveLength(1);
    await setBudget(50, other);
    await push({ ...world, campaignSetId: other });
    expect(await desk.list("campaign")).toHaveLength(2);
  });

  test("holds a resume and lets a pause go; what a plan saves makes no room in it", async () => {
    await push(world);
    await db.campaign.updateMany({ where: { campaignSetId: other }, data: { status: "paused" } });
    await push({ ...world, campaignSetId: other });
    await db.campaign.updateMany({ where: { campaignSetId: other }, data: { status: "active", version: 9 } });
    expect((await plan(other)).held).toMatchObject([{ kind: "resume", guard: "exposure" }]);
    await db.campaign.updateMany({ where: { campaignSetId: world.campaignSetId }, data: { status: "paused" } });
    expect((await plan()).operations).toMatchObject([{ kind: "pause" }]);
  });

  test("two sets planned one beside the other do not both take the room there is", async () => {
    const runs = [await sync(), await sync({ campaignSetId: other })];
    await Promise.all(runs.map(({ run }) => carryOut(run.id)));
    expect(await desk.list("campaign")).toHaveLength(1);
    expect(await db.operation.count({ where: { connectionId: world.connectionId, guard: "exposure" } })).toBe(1);
  });

  test("refuses an approved plan for which there is no room any more", async () => {
    const approved = await plan(other);
    await push(world);
    const { run } = await sync({ campaignSetId: other, planId: approved.planId });
    const ended = await carryOut(run.id);
    expect(ended).toMatchObject({ status: "failed", error: { code: "plan_stale" } });
    expect(ended.error?.message).toContain("$130.00");
    expect(await desk.list("campaign")).toHaveLength(1);
  });
});

describe("letting an operation pass", () => {
  beforeEach(async () => {
    await setBudget(20);
    await push(world);
    desk.forgetCalls();
    const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
    await db.campaign.update({
      where: { id: campaign.id },
      data: { name: "Renamed", budgetAmountMicros: BigInt(micros(200)), version: { increment: 1 } },
    });
  });

  test("sends it with the rest of its plan, and writes down who let it", async () => {
    const { planId, held, operations } = await plan();
    expect([operations, held]).toMatchObject([[{ changes: [{ field: "name" }] }], [{ guard: "change" }]]);
    const { run } = await sync({ planId, approve: held.map(({ id }) => id) });
    expect(await carryOut(run.id)).toMatchObject({ status: "completed", progress: { synced: 2, total: 2 } });
    expect(
      await db.link.findFirst({ where: { recordKind: "campaign", connectionId: world.connectionId } }),
    ).toMatchObject({
      syncStatus: "synced",
    });
    expect(await budgetThere()).toBe(micros(200));
    expect((await plan()).operations).toEqual([]);
    expect(
      await db.auditEntry.findFirst({
        where: { action: "guardrail.approve", organizationId: world.actor.organizationId },
      }),
    ).toMatchObject({
      actorId: world.actor.userId,
      before: { guard: "change", budgetAmountMicros: micros(20) },
      after: { budgetAmountMicros: micros(200) },
    });
  });

  test("says of every limit it goes beyond, and is one decision about all of them", async () => {
    await guard({ maxExposureMicros: micros(120) });
    const { planId, held } = await plan();
    expect(held).toMatchObject([{ guard: "exposure" }]);
    expect(held[0]?.reason).toMatch(/\+900 %.*\$200\.00 a day; its limit is \$120\.00/);
    const { run } = await sync({ planId, approve: held.map(({ id }) => id) });
    expect(await carryOut(run.id)).toMatchObject({ status: "completed" });
    expect(await budgetThere()).toBe(micros(200));
  });

  test("does not let it pass a limit that was set since", async () => {
    const { planId, held } = await plan();
    await guard({ maxExposureMicros: micros(120) });
    const { run } = await sync({ planId, approve: held.map(({ id }) => id) });
    expect(await carryOut(run.id)).toMatchObject({ status: "failed", error: { code: "plan_stale" } });
    expect(await budgetThere()).toBe(micros(20));
  });

  test("is not done by pushing: what is held stays to be seen on its record", async () => {
    expect(await push(world)).toMatchObject({ status: "partial", synced: 1 });
    expect(
      await db.link.findFirst({ where: { recordKind: "campaign", connectionId: world.connectionId } }),
    ).toMatchObject({
      syncStatus: "pending",
      shadowDesired: { name: "Renamed", budgetAmountMicros: micros(20) },
    });
    const { actor, campaignSetId } = world;
    const seen = async () => (await getCampaignSet({ actor, campaignSetId })).campaigns[0]?.sync;
    const plan = await db.plan.findFirstOrThrow({ where: { campaignSetId }, orderBy: { id: "desc" } });
    expect(await seen()).toMatchObject({
      status: "pending",
      held: { reason: expect.stringContaining("+900 %"), planId: plan.id },
    });
    await setBudget(300);
    expect(await seen(), "edited since").toMatchObject({ status: "pending", held: null });
  });

  test("alone sends it alone", async () => {
    const { planId, held } = await plan();
    const { run } = await sync({ planId, operationIds: [], approve: held.map(({ id }) => id) });
    expect(await carryOut(run.id)).toMatchObject({ status: "completed", progress: { synced: 1 } });
    expect(desk.writes()).toHaveLength(1);
    expect((await plan()).operations).toMatchObject([{ changes: [{ field: "name", to: "Renamed" }] }]);
  });

  test("may be named among what is pushed; what is held and not let pass may not", async () => {
    const { planId, held, operations } = await plan();
    const all = [...operations, ...held].map(({ id }) => id);
    await expect(sync({ planId, operationIds: all })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "operationIds" }],
    });
    const unknown = [...all, crypto.randomUUID()];
    const approve = held.map(({ id }) => id);
    await expect(sync({ planId, operationIds: unknown, approve })).rejects.toMatchObject({
      errors: [{ path: "operationIds" }],
    });
    expect(await db.auditEntry.count({ where: { action: "guardrail.approve", actorId: world.actor.userId } })).toBe(0);
    const { run } = await sync({ planId, operationIds: all, approve });
    expect(await carryOut(run.id)).toMatchObject({ status: "completed", progress: { synced: 2, total: 2 } });
  });

  test("needs the right to, and something that a guardrail holds; otherwise nothing is opened", async () => {
    const { planId, held, operations } = await plan();
    const approve = held.map(({ id }) => id);
    const editor = { ...world.actor, role: "editor" as const };
    await expect(sync({ actor: editor, planId, approve })).rejects.toMatchObject({ code: "forbidden" });
    const both = [...approve, ...operations.map(({ id }) => id)];
    await expect(sync({ planId, approve: both })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "approve" }],
    });
    expect(await db.syncRun.count({ where: { campaignSetId: world.campaignSetId, endedAt: null } })).toBe(0);
    expect((await plan()).held).toHaveLength(1);
  });
});

describe("part of a plan", () => {
  /** A campaign whose two ad groups share its budget, one of which was deleted since: the other is to take its share. */
  async function sharedByTwo() {
    const shared = await createSyncWorld({
      clock: createFakeClock({ at: new Date(), auto: true }),
      size: { campaigns: 1, adGroups: 2, ads: 0 },
    });
    const where = { campaign: { campaignSetId: shared.campaignSetId } };
    await db.adGroup.updateMany({ where, data: { bidStrategy: "manual_cpc", bidAmountMicros: 1_000_000n } });
    await push(shared);
    const [first] = await db.adGroup.findMany({ where, orderBy: { id: "asc" } });
    await db.adGroup.update({ where: { id: first?.id }, data: { deletedAt: new Date(), version: { increment: 1 } } });
    const shares = async () => (await createDesk(shared).list("ad-group")).map(({ goal_value }) => goal_value);
    return { shared, shares, deletedId: first?.id ?? "" };
  }

  test("their campaign is not enabled when a share that should fall does not", async () => {
    const { shared, shares, deletedId } = await sharedByTwo();
    const { campaignSetId } = shared;
    await db.adGroup.update({ where: { id: deletedId }, data: { deletedAt: null } });
    const campaign = (data: Parameters<typeof db.campaign.updateMany>[0]["data"]) =>
      db.campaign.updateMany({ where: { campaignSetId }, data: { ...data, version: { increment: 1 } } });
    await campaign({ status: "paused" });
    await push(shared);
    const before = await shares();
    await campaign({ status: "active", budgetAmountMicros: 20_000_000n });
    shared.host.setFaults("reddit", [{ kind: "status", match: { method: "PATCH", path: "/ad_groups" }, times: 60 }]);
    await push(shared);
    expect(await shares()).toEqual(before);
    expect((await createDesk(shared).list("campaign")).map((item) => item.configured_status)).toEqual(["PAUSED"]);
    shared.host.setFaults("reddit", []);
    await push(shared);
    expect((await createDesk(shared).list("campaign")).map((item) => item.configured_status)).toEqual(["ACTIVE"]);
  });

  test("without what makes room for it no ad group takes more of a budget they share", async () => {
    const { shared, shares, deletedId } = await sharedByTwo();
    const before = await shares();
    const { actor, campaignSetId } = shared;
    const { planId, operations } = await makePlan({ actor, campaignSetId });
    expect(operations.map(({ kind }) => kind).sort()).toEqual(["remove", "update"]);
    const ticked = operations.filter(({ recordId }) => recordId !== deletedId).map(({ id }) => id);
    const { run } = await requestSync({ actor, campaignSetId, planId, operationIds: ticked });
    await carryOutRun(shared, run.id);
    expect(await shares()).toEqual(before);
    expect(await db.operation.findFirst({ where: { syncRunId: run.id, recordId: { not: deletedId } } })).toMatchObject({
      state: "skipped",
    });
    // With all of it the rest moves up.
    await push(shared);
    expect((await shares()).at(-1)).toBe(50_000_000);
  });

  test("a run that names its records is judged without the others", async () => {
    const { shared, shares, deletedId } = await sharedByTwo();
    const before = await shares();
    const other = await db.adGroup.findFirstOrThrow({
      where: { campaign: { campaignSetId: shared.campaignSetId }, id: { not: deletedId } },
    });
    const { run } = await requestSync({
      actor: shared.actor,
      campaignSetId: shared.campaignSetId,
      recordIds: [other.id],
    });
    await carryOutRun(shared, run.id);
    expect(await shares()).toEqual(before);
  });
});

test("archiving counts as removing: more than ten at once wait for a person", async () => {
  const many = await createSyncWorld({
    clock: createFakeClock({ at: new Date(), auto: true }),
    size: { campaigns: 12, adGroups: 0, ads: 0 },
  });
  const { actor, campaignSetId } = many;
  await push(many);
  await db.campaign.updateMany({ where: { campaignSetId }, data: { status: "archived", version: { increment: 1 } } });
  const { operations, held } = await makePlan({ actor, campaignSetId });
  expect(operations).toEqual([]);
  expect(held).toHaveLength(12);
  expect(held[0]).toMatchObject({ kind: "archive", guard: "removals" });
});
