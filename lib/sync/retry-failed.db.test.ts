import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test, vi } from "vitest";
import { editCampaign } from "../campaigns/edit-campaign";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { addSet, carryOutRun, createSyncWorld, insertRunRow, push, type SyncWorld } from "../testing/sync-world";
import { makePlan } from "./make-plan";
import { openRunFor } from "./request-sync";
import { openDueRetries } from "./retry-failed";
import { retryRun } from "./retry-run";
import { undoRun } from "./undo-run";

// Runs are carried out here, step by step; nobody has to be told.
vi.mock("./send-run", () => ({ sendRun: () => Promise.resolve() }));

const MINUTE = 60_000;

beforeEach(() => db.link.updateMany({ data: { nextAttemptAt: null } }));

/** A set of two campaigns of which Reddit could not take the second: it failed for every request that made it. */
async function halfLanded() {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 2, adGroups: 1, ads: 1 } });
  const desk = createDesk(world);
  const down = (after: number) =>
    world.host.setFaults("reddit", [
      { kind: "status", match: { method: "POST", path: "/ad_groups" }, after, times: 60 },
    ]);
  const up = () => world.host.setFaults("reddit", []);
  down(1);
  expect(await push(world)).toMatchObject({ status: "partial" });
  const failed = () => db.link.findMany({ where: { campaignSetId: world.campaignSetId, syncStatus: "failed" } });
  const retry = async () => {
    const runs = await openDueRetries(clock.now());
    for (const run of runs) await carryOutRun(world, run.id);
    return Promise.all(runs.map(({ id }) => db.syncRun.findUniqueOrThrow({ where: { id } })));
  };
  return { clock, world, desk, down, up, failed, retry };
}

test("what failed and may pass is tried again by itself once its wait is over, with all that waited for it", async () => {
  const { clock, world, desk, up, failed, retry } = await halfLanded();
  expect(await failed()).toMatchObject([{ retryCount: 1, nextAttemptAt: expect.any(Date) }]);
  expect(await retry()).toEqual([]);
  up();
  await clock.sleep(6 * MINUTE);
  expect(await retry()).toMatchObject([{ status: "completed", trigger: "retry", failed: 0 }]);
  expect(await failed()).toEqual([]);
  expect(await desk.list("ad-group")).toHaveLength(2);
  expect(await desk.list("ad")).toHaveLength(2);
  expect((await desk.list("campaign")).map((item) => item.configured_status)).toEqual(["ACTIVE", "ACTIVE"]);
  expect(await db.link.count({ where: { campaignSetId: world.campaignSetId, nextAttemptAt: { not: null } } })).toBe(0);
  expect(await retry()).toEqual([]);
});

test("an edit that nobody has pushed is not taken along", async () => {
  const { clock, world, desk, up, retry } = await halfLanded();
  const landed = await db.campaign.findFirstOrThrow({
    where: { campaignSetId: world.campaignSetId },
    orderBy: { position: "asc" },
  });
  const live = await desk.of("campaign", landed.id);
  await db.campaign.update({ where: { id: landed.id }, data: { name: "Not yet", version: { increment: 1 } } });
  up();
  await clock.sleep(6 * MINUTE);
  await retry();
  const isFinished = live.configured_status === "ACTIVE";
  expect(isFinished ? (await desk.of("campaign", landed.id)).name : live.name).toBe(live.name);
  expect(await desk.list("ad-group")).toHaveLength(2);
});

test("nor one of the very record that failed: it waits for the push of whoever edited it", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const { actor, campaignSetId } = world;
  const desk = createDesk(world);
  await push(world);
  const { id, version } = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  const renamed = await editCampaign({ actor, id, patch: { version, name: "Renamed" } });
  world.host.setFaults("reddit", [{ kind: "status", match: { method: "PATCH" }, times: 60 }]);
  expect(await push(world)).toMatchObject({ status: "failed" });
  const budget = { type: "daily" as const, currency: "USD" as const, amountMicros: "70000000" };
  await editCampaign({ actor, id, patch: { version: renamed.version, budget } });
  world.host.setFaults("reddit", []);
  await clock.sleep(60 * MINUTE);
  desk.forgetCalls();
  for (const run of await openDueRetries(clock.now())) await carryOutRun(world, run.id);
  expect(desk.writes()).toEqual([]);
  await clock.sleep(60 * MINUTE);
  expect(await openDueRetries(clock.now())).toEqual([]);
  expect(await push(world)).toMatchObject({ status: "completed" });
  expect(await desk.of("campaign", id)).toMatchObject({
    name: expect.stringMatching(/^Renamed/),
    goal_value: 70_000_000,
  });
});

test("nor what an edit of the campaign makes of an ad group's share", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 2, ads: 0 } });
  const { actor, campaignSetId } = world;
  const desk = createDesk(world);
  const where = { campaign: { campaignSetId } };
  await db.adGroup.updateMany({ where, data: { bidStrategy: "manual_cpc", bidAmountMicros: 1_000_000n } });
  await push(world);
  const shares = async () => (await desk.list("ad-group")).map(({ goal_value }) => goal_value);
  const before = await shares();
  const group = await db.adGroup.findFirstOrThrow({ where });
  await db.adGroup.update({ where: { id: group.id }, data: { name: "Renamed", version: { increment: 1 } } });
  world.host.setFaults("reddit", [{ kind: "status", match: { method: "PATCH" }, times: 60 }]);
  expect(await push(world)).toMatchObject({ status: "failed" });
  world.host.setFaults("reddit", []);
  const { id, version } = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  const budget = { type: "daily" as const, currency: "USD" as const, amountMicros: "60000000" };
  await editCampaign({ actor, id, patch: { version, budget } });
  await clock.sleep(6 * MINUTE);
  for (const run of await openDueRetries(clock.now())) await carryOutRun(world, run.id);
  expect(await shares()).toEqual(before);
});

test("a campaign that was to run again, kept paused for what is new below it, is enabled by the retry that brings that", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const { campaignSetId, actor } = world;
  const desk = createDesk(world);
  await db.campaign.updateMany({ where: { campaignSetId }, data: { status: "paused" } });
  await push(world);
  const { id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  await db.campaign.update({ where: { id }, data: { status: "active", version: { increment: 1 } } });
  await db.adGroup.create({
    data: {
      id: uuidv7(),
      organizationId: actor.organizationId,
      campaignId: id,
      name: "New",
      position: 1,
      bidStrategy: "automatic",
    },
  });
  world.host.setFaults("reddit", [{ kind: "status", match: { method: "POST", path: "/ad_groups" }, times: 60 }]);
  expect(await push(world)).toMatchObject({ status: "partial" });
  expect(await desk.of("campaign", id)).toMatchObject({ configured_status: "PAUSED" });
  world.host.setFaults("reddit", []);
  await clock.sleep(6 * MINUTE);
  for (const run of await openDueRetries(clock.now())) await carryOutRun(world, run.id);
  expect(await desk.list("ad-group")).toHaveLength(2);
  expect(await desk.of("campaign", id)).toMatchObject({ configured_status: "ACTIVE" });
});

test("one try and three retries, each after a longer wait; then only a person tries it again", async () => {
  const { clock, world, failed, retry, up, down } = await halfLanded();
  for (const minutes of [6, 11, 21]) {
    down(0);
    await clock.sleep(minutes * MINUTE);
    expect(await retry(), `after ${minutes} minutes`).toMatchObject([{ trigger: "retry" }]);
  }
  expect(await failed()).toMatchObject([{ retryCount: 4, nextAttemptAt: null, errorLog: { code: "outcome_unknown" } }]);
  await clock.sleep(24 * 60 * MINUTE);
  expect(await retry()).toEqual([]);
  up();
  expect(await push(world)).toMatchObject({ status: "completed" });
  expect(await failed()).toEqual([]);
});

test("what was refused is left to people", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 0 } });
  await db.adGroup.updateMany({
    where: { organizationId: world.actor.organizationId },
    data: { targeting: { communities: ["nobodyknowsthis"] } },
  });
  await push(world);
  await clock.sleep(60 * MINUTE);
  expect(await openDueRetries(clock.now())).toEqual([]);
});

test("a record that somebody renamed over there meanwhile does not end the retries of another", async () => {
  const { clock, world, desk, up, failed, retry } = await halfLanded();
  up();
  const landed = await db.campaign.findFirstOrThrow({
    where: { campaignSetId: world.campaignSetId },
    orderBy: { position: "asc" },
  });
  desk.change("campaign", (await desk.of("campaign", landed.id)).id, { name: "Renamed there" });
  await clock.sleep(6 * MINUTE);
  expect(await retry()).toMatchObject([{ status: "completed", failed: 0 }]);
  expect(await failed()).toEqual([]);
  expect(await desk.list("ad")).toHaveLength(2);
});

/** A run that ended before it was planned, as one whose reading failed. */
async function endedBeforeItsPlan(world: SyncWorld): Promise<void> {
  const id = await insertRunRow(world);
  const error = { code: "internal", message: "It stopped." };
  await db.syncRun.update({ where: { id }, data: { status: "failed", endedAt: new Date(), openKey: null, error } });
}

test("a run that died before it was planned does not end them", async () => {
  const { clock, world, desk, up, failed, retry } = await halfLanded();
  up();
  await endedBeforeItsPlan(world);
  await clock.sleep(6 * MINUTE);
  expect(await retry()).toMatchObject([{ status: "completed", failed: 0 }]);
  expect(await failed()).toEqual([]);
  expect(await desk.list("ad")).toHaveLength(2);
});

test("undoing something else meanwhile does not end them", async () => {
  const { clock, world, desk, up, failed, retry } = await halfLanded();
  up();
  const first = await db.syncRun.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  const { run } = await undoRun({ actor: world.actor, runId: first.id });
  await carryOutRun(world, run.id);
  await clock.sleep(6 * MINUTE);
  expect(await retry()).toMatchObject([{ trigger: "retry", failed: 0 }]);
  expect(await failed()).toEqual([]);
  expect(await desk.list("ad")).toHaveLength(2);
});

test("a retry that ended before it tried anything is opened again, after a pause", async () => {
  const { clock, up, failed, retry } = await halfLanded();
  up();
  await clock.sleep(6 * MINUTE);
  const [lost] = await openDueRetries(clock.now());
  await db.syncRun.update({ where: { id: lost?.id }, data: { status: "failed", endedAt: new Date(), openKey: null } });
  expect(await retry()).toEqual([]);
  expect(await failed()).toMatchObject([{ nextAttemptAt: expect.any(Date) }]);
  await clock.sleep(11 * MINUTE);
  expect(await retry()).toMatchObject([{ status: "completed" }]);
  expect(await failed()).toEqual([]);
});

test("a record for which the plan has nothing any more is forgotten", async () => {
  const { clock, up, failed, retry } = await halfLanded();
  up();
  const [{ recordId, campaignId } = { recordId: "", campaignId: "" }] = await failed();
  await db.adGroup.update({ where: { id: recordId }, data: { deletedAt: new Date(), version: { increment: 1 } } });
  await db.link.updateMany({ where: { recordId }, data: { intentAt: null } });
  await clock.sleep(6 * MINUTE);
  await retry();
  expect(await db.link.findMany({ where: { campaignId, nextAttemptAt: { not: null } } })).toEqual([]);
  await clock.sleep(11 * MINUTE);
  expect(await retry()).toEqual([]);
});

test("sets that a person has to see to first do not keep the others from it", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const stuck = await createSyncWorld({ clock, size: { campaigns: 0, adGroups: 0, ads: 0 } });
  await db.connection.update({ where: { id: stuck.connectionId }, data: { status: "reauthorize" } });
  for (let index = 0; index < 100; index++) await failedLongAgo(stuck, clock.now());
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 0 } });
  world.host.setFaults("reddit", [{ kind: "status", match: { method: "POST", path: "/ad_groups" }, times: 60 }]);
  await push(world);
  await clock.sleep(6 * MINUTE);
  expect(await openDueRetries(clock.now())).toMatchObject([{ campaignSetId: world.campaignSetId }]);
});

/** One more set with a campaign whose retry has been due for an hour. */
async function failedLongAgo(world: SyncWorld, now: Date): Promise<void> {
  const campaignSetId = await addSet(world, { campaigns: 1, adGroups: 0, ads: 0 });
  const { id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  await db.link.create({
    data: {
      id: uuidv7(),
      organizationId: world.actor.organizationId,
      connectionId: world.connectionId,
      campaignSetId,
      campaignId: id,
      recordKind: "campaign",
      recordId: id,
      syncStatus: "failed",
      nextAttemptAt: new Date(now.getTime() - 60 * MINUTE),
    },
  });
}

test("what a person left out of a push is not retried by itself any more", async () => {
  const { clock, world, up, failed, retry } = await halfLanded();
  up();
  const plan = await makePlan({ actor: world.actor, campaignSetId: world.campaignSetId });
  const { row } = await openRunFor({
    actor: world.actor,
    campaignSetId: world.campaignSetId,
    planId: plan.planId,
    operationIds: [],
  });
  await carryOutRun(world, row.id);
  await clock.sleep(6 * MINUTE);
  expect(await retry()).toEqual([]);
  expect(await failed()).toMatchObject([{ nextAttemptAt: null }]);
});

test("a person's retry begins a new series, however many there were", async () => {
  const { world, failed, down } = await halfLanded();
  const first = await db.syncRun.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  for (let again = 0; again < 3; again++) {
    down(0);
    const { run } = await retryRun({ actor: world.actor, runId: first.id });
    await carryOutRun(world, run.id);
  }
  expect(await failed()).toMatchObject([{ retryCount: 1, nextAttemptAt: expect.any(Date) }]);
});

test("a campaign is not enabled by a retry while something else below it was refused", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 2, ads: 0 } });
  const desk = createDesk(world);
  const match = { method: "POST", path: "/ad_groups" };
  world.host.setFaults("reddit", [
    { kind: "status", status: 400, match, times: 1 },
    { kind: "status", match, times: 60 },
  ]);
  await push(world);
  world.host.setFaults("reddit", []);
  await clock.sleep(6 * MINUTE);
  for (const { id } of await openDueRetries(clock.now())) await carryOutRun(world, id);
  expect(await desk.list("ad-group")).toHaveLength(1);
  expect((await desk.list("campaign")).map((item) => item.configured_status)).toEqual(["PAUSED"]);
});

test("nor while something below it waits for a person", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 2, ads: 1 } });
  const desk = createDesk(world);
  const ad = await db.ad.findFirstOrThrow({ where: { organizationId: world.actor.organizationId } });
  await db.ad.update({ where: { id: ad.id }, data: { headlines: ["x".repeat(301)] } });
  world.host.setFaults("reddit", [
    { kind: "status", match: { method: "POST", path: "/ad_groups" }, after: 1, times: 60 },
  ]);
  await push(world);
  world.host.setFaults("reddit", []);
  await clock.sleep(6 * MINUTE);
  for (const { id } of await openDueRetries(clock.now())) await carryOutRun(world, id);
  expect(await desk.list("ad-group")).toHaveLength(2);
  expect(await desk.list("ad")).toHaveLength(1);
  expect((await desk.list("campaign")).map((item) => item.configured_status)).toEqual(["PAUSED"]);
});
