import { beforeEach, expect, test, vi } from "vitest";
import { createOpener } from "../connections/open-connection";
import { db } from "../db/client";
import type { RunToSend } from "../db/sync-runs";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import {
  carryOutRun,
  createSyncWorld,
  insertRunRow,
  plantTree,
  push,
  type SyncWorld,
  virtualStores,
} from "../testing/sync-world";
import { getSyncStatus } from "./get-sync-run";
import { makePlan } from "./make-plan";
import { requestSync } from "./request-sync";

const { sent } = vi.hoisted(() => ({ sent: [] as RunToSend[] }));
vi.mock("./send-run", () => ({
  sendRun: (run: RunToSend) => {
    sent.push(run);
    return Promise.resolve();
  },
}));

beforeEach(() => {
  sent.length = 0;
});

/** A push that has reached the first call of this kind and hangs there, or at its answer, until it is let go. */
async function hangingPush(
  world: SyncWorld,
  hangsAt: (method: string, path: string) => boolean,
  when: "before" | "after" = "before",
) {
  let letGo: () => void = () => undefined;
  const blocked = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let reached: () => void = () => undefined;
  const atTheWall = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const fetch = async (...[input, init]: Parameters<typeof globalThis.fetch>) => {
    if (!hangsAt(init?.method ?? "GET", String(input))) return world.host.fetch(input, init);
    const early = when === "after" ? await world.host.fetch(input, init) : null;
    reached();
    await blocked;
    return early ?? world.host.fetch(input, init);
  };
  const open = createOpener({
    clock: world.clock,
    fetch: fetch as typeof globalThis.fetch,
    ...virtualStores(world.clock),
  });
  const runId = await insertRunRow(world);
  await db.campaignSet.update({ where: { id: world.campaignSetId }, data: { status: "syncing" } });
  const ended = carryOutRun(world, runId, { open, leaseMs: 60_000 });
  await Promise.race([atTheWall, ended]);
  return { runId, ended, letGo };
}

const pauseHere = (id: string) =>
  db.campaign.update({ where: { id }, data: { status: "paused", version: { increment: 1 } } });

const createWorld = () =>
  createSyncWorld({
    clock: createFakeClock({ at: new Date(), auto: true }),
    size: { campaigns: 2, adGroups: 1, ads: 1 },
  });

test("a campaign that is paused while its set is being pushed is paused over there at once, beside that run", async () => {
  const world = await createWorld();
  const { actor, campaignSetId } = world;
  await push(world);
  const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  await plantTree({
    ...actor,
    campaignSetId,
    connectionId: world.connectionId,
    size: { campaigns: 2, adGroups: 1, ads: 1 },
    label: "new ",
  });
  const large = await hangingPush(world, (method, path) => method === "POST" && path.endsWith("/campaigns"));
  await pauseHere(campaign.id);

  await requestSync({ actor, campaignSetId, dryRun: true });
  expect(sent, "a dry run sends nothing").toEqual([]);
  const { run, created } = await requestSync({ actor, campaignSetId });
  expect({ id: run.id, created }).toEqual({ id: large.runId, created: false });
  expect(sent).toHaveLength(1);
  const beside = sent[0]?.id ?? "";
  // Pressed again, it is on its way already.
  await requestSync({ actor, campaignSetId });
  expect(sent).toHaveLength(1);

  const desk = createDesk(world);
  desk.forgetCalls();
  await carryOutRun(world, beside);
  expect(await desk.of("campaign", campaign.id)).toMatchObject({ configured_status: "PAUSED" });
  // One call: nothing of the large run, nothing else of the set.
  expect(desk.writes()).toMatchObject([{ method: "PATCH", body: { data: { configured_status: "PAUSED" } } }]);
  expect(await db.syncRun.findUnique({ where: { id: beside } })).toMatchObject({
    status: "completed",
    trigger: "pause",
    synced: 1,
    total: 1,
  });
  // The set is still being pushed by the large run, and says so.
  expect(await getSyncStatus({ actor, campaignSetId })).toMatchObject({ jobId: large.runId, status: "syncing" });
  expect(await db.syncRun.findUnique({ where: { id: large.runId } })).toMatchObject({ status: "running" });

  large.letGo();
  await large.ended;
  expect(await db.syncRun.findUnique({ where: { id: large.runId } })).toMatchObject({ status: "completed", failed: 0 });
  expect(await getSyncStatus({ actor, campaignSetId })).toMatchObject({ jobId: large.runId });
  expect(await desk.of("campaign", campaign.id)).toMatchObject({ configured_status: "PAUSED" });
  expect((await makePlan({ actor, campaignSetId })).operations).toEqual([]);
});

test("a campaign that is paused here before the run has enabled it stays paused over there", async () => {
  const world = await createWorld();
  const { actor, campaignSetId } = world;
  const [first, second] = await db.campaign.findMany({ where: { campaignSetId }, orderBy: { position: "asc" } });
  const large = await hangingPush(world, (method, path) => method === "POST" && path.endsWith("/ads"));
  await pauseHere(first?.id ?? "");
  await requestSync({ actor, campaignSetId });
  // It runs nowhere yet, so there is nothing to send.
  expect(sent).toEqual([]);
  large.letGo();
  await large.ended;

  const desk = createDesk(world);
  expect(await desk.of("campaign", first?.id ?? "")).toMatchObject({ configured_status: "PAUSED" });
  expect(await desk.of("campaign", second?.id ?? "")).toMatchObject({ configured_status: "ACTIVE" });
  expect(await db.operation.findFirst({ where: { syncRunId: large.runId, recordId: first?.id } })).toMatchObject({
    state: "applied",
    reason: "Paused here meanwhile, so it was not enabled.",
  });
  expect((await makePlan({ actor, campaignSetId })).operations).toEqual([]);
});

test("of several who press at once, every pause is sent once", async () => {
  const world = await createWorld();
  const { actor, campaignSetId } = world;
  await push(world);
  const campaigns = await db.campaign.findMany({ where: { campaignSetId } });
  await plantTree({
    ...actor,
    campaignSetId,
    connectionId: world.connectionId,
    size: { campaigns: 1, adGroups: 0, ads: 0 },
    label: "new ",
  });
  const large = await hangingPush(world, (method, path) => method === "POST" && path.endsWith("/campaigns"));
  await Promise.all(
    campaigns.map(async ({ id }) => {
      await pauseHere(id);
      await requestSync({ actor, campaignSetId });
    }),
  );
  const desk = createDesk(world);
  desk.forgetCalls();
  for (const { id } of [...sent]) await carryOutRun(world, id);
  expect(desk.writes()).toHaveLength(2);
  for (const { id } of campaigns) expect(await desk.of("campaign", id)).toMatchObject({ configured_status: "PAUSED" });
  large.letGo();
  await large.ended;
});

test.each(["campaign", "ad_group", "ad"] as const)(
  "a %s that is to run again is not enabled when it was paused here since the run was planned",
  async (kind) => {
    const world = await createWorld();
    const { campaignSetId } = world;
    await push(world);
    const desk = createDesk(world);
    const model = { campaign: db.campaign, ad_group: db.adGroup, ad: db.ad }[kind] as unknown as typeof db.campaign;
    const { recordId } = await db.link.findFirstOrThrow({ where: { campaignSetId, recordKind: kind } });
    const set = (status: "active" | "paused") =>
      model.update({ where: { id: recordId }, data: { status, version: { increment: 1 } } });
    await set("paused");
    await push(world);
    await set("active");
    const remote = kind.replace("_", "-") as "campaign" | "ad-group" | "ad";
    desk.forgetCalls();
    const open: typeof world.open = async (options) => {
      const opened = await world.open(options);
      // As if it had waited for a permit meanwhile.
      const apply: typeof opened.adapter.apply = async (operation, hooks) => {
        if (operation.recordId === recordId) await set("paused");
        return opened.adapter.apply(operation, hooks);
      };
      return { ...opened, adapter: { ...opened.adapter, apply } };
    };
    const runId = await insertRunRow(world);
    await carryOutRun(world, runId, { open });
    expect(await db.operation.findFirst({ where: { syncRunId: runId, recordId } })).toMatchObject({
      state: "skipped",
      reason: expect.stringContaining("Paused here meanwhile"),
    });
    expect(desk.writes()).toEqual([]);
    expect(await desk.of(remote, recordId)).toMatchObject({ configured_status: "PAUSED" });
  },
);

/** Paused on both sides, and enabled by a push whose call hangs: before it arrives, or with its answer. */
async function enablingHangs(when: "before" | "after") {
  const world = await createWorld();
  const { actor, campaignSetId } = world;
  await push(world);
  const { id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  await pauseHere(id);
  await push(world);
  await db.campaign.update({ where: { id }, data: { status: "active", version: { increment: 1 } } });
  const large = await hangingPush(world, (method) => method === "PATCH", when);
  await pauseHere(id);
  await requestSync({ actor, campaignSetId });
  expect(sent, "a pause is on its way at once").toHaveLength(1);
  const there = () => createDesk(world).of("campaign", id);
  const plan = () => makePlan({ actor, campaignSetId });
  return { world, large, there, plan };
}

test("a campaign that is paused here while the answer to the call that enabled it hangs is paused over there", async () => {
  const { world, large, there, plan } = await enablingHangs("after");
  large.letGo();
  await large.ended;
  expect(sent).toHaveLength(1);
  await carryOutRun(world, sent[0]?.id ?? "");
  expect(await there()).toMatchObject({ configured_status: "PAUSED" });
  expect((await plan()).operations).toEqual([]);
});

test("a campaign whose pause overtakes the call that enables it is paused over there once more", async () => {
  const { world, large, there, plan } = await enablingHangs("before");
  await carryOutRun(world, sent[0]?.id ?? "");
  large.letGo();
  await large.ended;
  expect(await there()).toMatchObject({ configured_status: "ACTIVE" });
  expect(sent).toHaveLength(2);
  await carryOutRun(world, sent[1]?.id ?? "");
  expect(await there()).toMatchObject({ configured_status: "PAUSED" });
  expect((await plan()).operations).toEqual([]);
});

test.each(["ad_group", "ad"] as const)(
  "a new %s that is paused here before its create leaves is created paused",
  async (kind) => {
    const world = await createWorld();
    const { actor, campaignSetId } = world;
    const large = await hangingPush(world, (method, path) => method === "POST" && path.endsWith("/campaigns"));
    const model = { ad_group: db.adGroup, ad: db.ad }[kind] as unknown as typeof db.adGroup;
    const { id } = await model.findFirstOrThrow({ where: { organizationId: actor.organizationId } });
    await model.update({ where: { id }, data: { status: "paused", version: { increment: 1 } } });
    large.letGo();
    await large.ended;
    const remote = kind === "ad" ? "ad" : "ad-group";
    expect(await createDesk(world).of(remote, id)).toMatchObject({ configured_status: "PAUSED" });
    expect((await makePlan({ actor, campaignSetId })).operations).toEqual([]);
  },
);
