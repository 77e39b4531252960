import { expect, test, vi } from "vitest";
import { createOpener } from "../connections/open-connection";
import { db } from "../db/client";
import { saveProgress } from "../db/progress";
import { claimRun } from "../db/sync-runs";
import { PlatformError } from "../errors";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { carryOutRun, createSyncWorld, insertRunRow, push, type SyncWorld, virtualStores } from "../testing/sync-world";
import { applyRun } from "./apply-run";
import { closeRun } from "./close-run";
import { makePlan } from "./make-plan";
import { planRun } from "./plan-run";
import { RunTakenOver } from "./saver";

vi.mock("./send-run", () => ({ sendRun: () => Promise.resolve() }));

const clock = () => createFakeClock({ at: new Date(), auto: true });

async function expectOneOfEach(world: SyncWorld, { campaigns, ads }: { campaigns: number; ads: number }) {
  const desk = createDesk(world);
  const live = async (kind: "campaign" | "ad-group" | "ad") =>
    (await desk.list(kind)).filter((item) => item.configured_status === "ACTIVE");
  expect(await live("campaign")).toHaveLength(campaigns);
  expect(await live("ad")).toHaveLength(ads);
  expect(await desk.list("campaign")).toHaveLength(campaigns);
  expect(await desk.list("ad")).toHaveLength(ads);
  expect((await makePlan({ actor: world.actor, campaignSetId: world.campaignSetId })).operations).toEqual([]);
}

test("of two workers that come for one run, one carries it out and the other sees it done", async () => {
  const world = await createSyncWorld({ clock: clock(), size: { campaigns: 3, adGroups: 2, ads: 2 } });
  const runId = await insertRunRow(world);
  await Promise.all([1, 2, 3].map(() => carryOutRun(world, runId, { leaseMs: 60_000 })));
  expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "completed", synced: 21 });
  await expectOneOfEach(world, { campaigns: 3, ads: 12 });
});

test("a run whose lease has not passed is left alone, and told to come back", async () => {
  const world = await createSyncWorld({ clock: clock() });
  const runId = await insertRunRow(world);
  await planRun(runId);
  const claim = await claimRun(runId, 60_000);
  expect(claim).toMatchObject({ generation: 1 });
  expect(await claimRun(runId, 60_000)).toBeNull();
  expect(await applyRun({ runId, budgetMs: 1_000, clock: world.clock, open: world.open })).toMatchObject({
    done: false,
    waitMs: expect.any(Number),
  });
});

test("a worker that was believed dead writes nothing, and what it made is found, not made again", async () => {
  const world = await createSyncWorld({ clock: clock(), size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const runId = await insertRunRow(world);
  let release: () => void = () => undefined;
  const blocked = new Promise<void>((resolve) => {
    release = resolve;
  });
  let reached: () => void = () => undefined;
  const atTheWall = new Promise<void>((resolve) => {
    reached = resolve;
  });
  // The platform has carried the create out; the answer hangs on the line.
  const fetch = async (...[input, init]: Parameters<typeof globalThis.fetch>) => {
    const answer = await world.host.fetch(input, init);
    if (init?.method === "POST" && String(input).endsWith("/campaigns")) {
      reached();
      await blocked;
    }
    return answer;
  };
  const open = createOpener({
    clock: world.clock,
    fetch: fetch as typeof globalThis.fetch,
    ...virtualStores(world.clock),
  });
  const slow = carryOutRun(world, runId, { open });
  await atTheWall;
  await carryOutRun(world, runId);
  const ended = await db.syncRun.findUniqueOrThrow({ where: { id: runId } });
  expect(ended).toMatchObject({ status: "completed", synced: 3 });
  release();
  await expect(slow).rejects.toBeInstanceOf(RunTakenOver);
  expect(await db.syncRun.findUnique({ where: { id: runId } })).toEqual(ended);
  await expectOneOfEach(world, { campaigns: 1, ads: 1 });
});

test("a worker that fails on a run which another took meanwhile does not end it", async () => {
  const world = await createSyncWorld({ clock: clock(), size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const runId = await insertRunRow(world);
  await planRun(runId);
  const open = async () => {
    expect(await claimRun(runId, 60_000), "the other worker").toMatchObject({ generation: 2 });
    throw new PlatformError("auth_expired", "refused", { sentence: "Reconnect Reddit." });
  };
  const result = await applyRun({ runId, budgetMs: 1_000, clock: world.clock, open, leaseMs: 0 });
  expect(result).toMatchObject({ done: false, waitMs: expect.any(Number) });
  expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "running", error: null });
  await db.syncRun.update({ where: { id: runId }, data: { leaseUntil: null } });
  await carryOutRun(world, runId);
  expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "completed", synced: 3 });
});

test("a connection that is out of use for a moment, and works again, leaves nothing undone", async () => {
  const world = await createSyncWorld({ clock: clock(), size: { campaigns: 2, adGroups: 1, ads: 1 } });
  const runId = await insertRunRow(world);
  await planRun(runId);
  const isUsed = (status: "paused" | "active") =>
    db.connection.update({ where: { id: world.connectionId }, data: { status } });
  const save: typeof saveProgress = async (progress) => {
    if (progress.links.length === 0) return saveProgress(progress);
    await isUsed("paused");
    const outcome = await saveProgress(progress);
    await isUsed("active");
    expect(outcome).toBe("saved_stop_requested");
    return outcome;
  };
  const result = await applyRun({ runId, budgetMs: 60_000, clock: world.clock, open: world.open, save });
  expect(result).toMatchObject({ done: false });
  await carryOutRun(world, runId);
  expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "completed", synced: 6 });
});

test("a run that is closed before everything was sent does not call itself complete", async () => {
  const world = await createSyncWorld({ clock: clock(), size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const runId = await insertRunRow(world);
  await planRun(runId);
  expect(await closeRun(runId)).toMatchObject({ status: "failed" });
  expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({
    status: "failed",
    error: { message: expect.stringContaining("Push again") },
  });
});

test("steps that are repeated after the run has ended change nothing", async () => {
  const world = await createSyncWorld({ clock: clock() });
  const run = await push(world);
  const before = createDesk(world).calls().length;
  await carryOutRun(world, run?.id ?? "");
  expect(await planRun(run?.id ?? "")).toMatchObject({ proceed: false });
  expect(await applyRun({ runId: run?.id ?? "", budgetMs: 1_000, clock: world.clock, open: world.open })).toMatchObject(
    {
      done: true,
    },
  );
  expect(createDesk(world).calls()).toHaveLength(before);
  expect(await db.syncRun.findUnique({ where: { id: run?.id } })).toMatchObject({ status: "completed", synced: 7 });
});

test("a step that runs out of time goes on where it stopped", async () => {
  const world = await createSyncWorld({ clock: clock(), size: { campaigns: 2, adGroups: 2, ads: 2 } });
  const runId = await insertRunRow(world);
  await planRun(runId);
  let steps = 0;
  for (;;) {
    steps += 1;
    // A post alone takes a second.
    const result = await applyRun({ runId, budgetMs: 500, clock: world.clock, open: world.open, leaseMs: 0 });
    if (result.done) break;
    await world.clock.sleep(result.waitMs);
    expect(steps).toBeLessThan(100);
  }
  expect(steps).toBeGreaterThan(1);
  await carryOutRun(world, runId);
  expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "completed", synced: 14 });
  await expectOneOfEach(world, { campaigns: 2, ads: 8 });
});
