import { beforeEach, expect, test } from "vitest";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { carryOutRun, createSyncWorld, push } from "../testing/sync-world";
import { openDueRetries } from "./retry-failed";

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
