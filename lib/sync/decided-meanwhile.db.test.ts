import { beforeEach, describe, expect, test } from "vitest";
import { resolveConflict } from "../conflicts/resolve-conflict";
import { disconnect } from "../connections/disconnect";
import { db } from "../db/client";
import { findRunById } from "../db/sync-runs";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk, type Desk } from "../testing/reddit-desk";
import { carryOutRun, createSyncWorld, insertRunRow, pull, push, type SyncWorld } from "../testing/sync-world";
import { applyRun } from "./apply-run";
import { closeRun } from "./close-run";
import { listScopes, observePage } from "./observe";
import { planRun } from "./plan-run";

const clock = createFakeClock({ at: new Date(), auto: true });
let world: SyncWorld;
let desk: Desk;
let id: string;
let there: string;

beforeEach(async () => {
  world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 1 } });
  desk = createDesk(world);
  await push(world);
  await clock.sleep(60_000);
  ({ id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } }));
  there = String((await desk.of("campaign", id)).id);
});

const edit = (data: Parameters<typeof db.campaign.update>[0]["data"]) =>
  db.campaign.update({ where: { id }, data: { ...data, version: { increment: 1 } } });
const openConflict = () => db.conflict.findFirst({ where: { recordId: id, status: "open" } });
const budgetThere = async () => (await desk.of("campaign", id)).goal_value;

/** A push that has read and planned, and waits, say for the quota, before it sends. */
async function plannedRun() {
  const runId = await insertRunRow(world);
  const { open } = world;
  for (const scope of await listScopes(runId)) await observePage({ runId, ...scope, cursor: null }, { clock, open });
  await planRun(runId);
  return {
    runId,
    goOn: async () => {
      await applyRun({ runId, budgetMs: 25_000, clock, open, leaseMs: 0, random: () => 0.5 });
      await closeRun(runId);
      return findRunById(runId);
    },
  };
}

describe("a run that waited while the world moved", () => {
  let run: Awaited<ReturnType<typeof plannedRun>>;
  beforeEach(async () => {
    await edit({ budgetAmountMicros: 70_000_000n, name: "New name" });
    run = await plannedRun();
    desk.change("campaign", there, { goal_value: 60_000_000 });
    await clock.sleep(60_000);
    await pull(world);
  });

  test("does not run over a conflict that opened since", async () => {
    expect(await openConflict()).not.toBeNull();
    await run.goOn();
    expect(await budgetThere()).toBe(60_000_000);
    await clock.sleep(60_000);
    await pull(world);
    expect(await openConflict()).toMatchObject({ fields: [{ name: "budgetAmountMicros" }] });
    const link = await db.link.findFirst({ where: { recordId: id } });
    expect(link).toMatchObject({ syncStatus: "conflict" });
  });

  test("does not run over what a person decided since", async () => {
    const conflict = await openConflict();
    await resolveConflict({ actor: world.actor, conflictId: conflict?.id ?? "", decision: { choice: "platform" } });
    expect(await run.goOn()).toMatchObject({ status: "completed", failed: 0 });
    expect(await budgetThere()).toBe(60_000_000);
    const done = await db.operation.findMany({ where: { syncRunId: run.runId } });
    expect(done).toMatchObject([{ state: "skipped" }]);
    expect(done[0]?.reason).toContain("changed on Reddit since");
  });
});

test("what is as the change wants it already is no reason to leave it alone", async () => {
  await edit({ budgetAmountMicros: 60_000_000n, name: "New name" });
  const run = await plannedRun();
  desk.change("campaign", there, { goal_value: 60_000_000 });
  await clock.sleep(60_000);
  await pull(world);
  expect(await run.goOn()).toMatchObject({ status: "completed", synced: 1 });
  expect((await desk.of("campaign", id)).name).toContain("New name");
});

describe("a connection that is not to be used any more", () => {
  test("paused by a person: an open run sends nothing more, and says why", async () => {
    await edit({ name: "New name" });
    const runId = await insertRunRow(world);
    await db.connection.update({ where: { id: world.connectionId }, data: { status: "paused", statusReason: null } });
    desk.forgetCalls();
    await carryOutRun(world, runId);
    expect(desk.writes()).toEqual([]);
    expect(await findRunById(runId)).toMatchObject({ status: "failed", error: { code: "precondition" } });
  });

  test("disconnected between two writes, with the platform out of reach: the run stops", async () => {
    world = await createSyncWorld({ clock, size: { campaigns: 100, adGroups: 0, ads: 0 } });
    desk = createDesk(world);
    await push(world);
    await db.$executeRaw`update "Campaign" set "name" = "name" || ' x', "version" = "version" + 1
      where "campaignSetId" = ${world.campaignSetId}::uuid`;
    const runId = await insertRunRow(world);
    const reach = { clock, fetch: () => Promise.reject(new TypeError("fetch failed")) };
    let gone: Promise<unknown> | undefined;
    const open: SyncWorld["open"] = async (options) => {
      const connection = await world.open(options);
      const apply: typeof connection.adapter.apply = async (operation, hooks) => {
        const answer = await connection.adapter.apply(operation, hooks);
        gone ??= disconnect({ actor: world.actor, id: world.connectionId }, reach).then(() => desk.forgetCalls());
        await gone;
        return answer;
      };
      return { ...connection, adapter: { ...connection.adapter, apply } };
    };
    await carryOutRun(world, runId, { open });
    expect(desk.writes()).toEqual([]);
    expect(await findRunById(runId)).toMatchObject({ status: "failed", error: { code: "precondition" } });
  });
});

test("a decision made while the run sends another field of the record stands", async () => {
  desk.change("campaign", there, { name: "Theirs" });
  await edit({ name: "Ours", budgetAmountMicros: 60_000_000n });
  await pull(world);
  const conflict = await openConflict();
  let decided: Promise<unknown> | undefined;
  const open: SyncWorld["open"] = async (options) => {
    const connection = await world.open(options);
    const apply: typeof connection.adapter.apply = async (operation, hooks) => {
      const answer = await connection.adapter.apply(operation, hooks);
      decided ??= resolveConflict({
        actor: world.actor,
        conflictId: conflict?.id ?? "",
        decision: { choice: "local" },
      });
      await decided;
      return answer;
    };
    return { ...connection, adapter: { ...connection.adapter, apply } };
  };
  await carryOutRun(world, await insertRunRow(world), { open });
  await clock.sleep(60_000);
  await pull(world);
  expect(await openConflict()).toBeNull();
  expect(await db.link.findFirst({ where: { recordId: id } })).toMatchObject({ syncStatus: "pending" });
});

test("a run in which something was held and nothing failed is no error of its set", async () => {
  await edit({ budgetAmountMicros: 500_000_000n, name: "New name" });
  expect(await push(world)).toMatchObject({ status: "partial", synced: 1, failed: 0 });
  expect(await db.campaignSet.findUnique({ where: { id: world.campaignSetId } })).toMatchObject({ status: "active" });
});
