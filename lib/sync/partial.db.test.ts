import { expect, test } from "vitest";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { createSyncWorld, push } from "../testing/sync-world";
import { makePlan } from "./make-plan";

const clock = () => createFakeClock({ at: new Date(), auto: true });
const edited = { version: { increment: 1 } };

test("of ten campaigns two are refused: eight land, two say what and why, and a push after the fix finishes them", async () => {
  const world = await createSyncWorld({ clock: clock(), size: { campaigns: 10, adGroups: 1, ads: 1 } });
  const desk = createDesk(world);
  const campaigns = await db.campaign.findMany({
    where: { campaignSetId: world.campaignSetId },
    orderBy: { position: "asc" },
    include: { adGroups: { include: { ads: true } } },
  });
  const [third, seventh] = [campaigns[2], campaigns[6]];
  // Reddit has neither of these: an end before the start, and a community.
  await db.campaign.update({
    where: { id: third?.id },
    data: { startAt: new Date("2031-01-01"), endAt: new Date("2030-01-01") },
  });
  await db.adGroup.update({
    where: { id: seventh?.adGroups[0]?.id },
    data: { targeting: { communities: ["nobodyknowsthis"] } },
  });

  const run = await push(world);
  expect(run).toMatchObject({ status: "partial", total: 30, synced: 25, failed: 2, skipped: 3 });
  const failed = await db.operation.findMany({
    where: { syncRunId: run?.id, state: "failed" },
    orderBy: { seq: "asc" },
  });
  expect(failed.map(({ recordId, error }) => ({ recordId, error }))).toMatchObject([
    {
      recordId: third?.id,
      error: { code: "rejected", field: "end_time", message: expect.stringContaining("later than start_time") },
    },
    {
      recordId: seventh?.adGroups[0]?.id,
      error: { code: "rejected", field: "targeting.communities", message: expect.stringContaining("nobodyknowsthis") },
    },
  ]);
  const skipped = await db.operation.findMany({
    where: { syncRunId: run?.id, state: "skipped" },
    orderBy: { seq: "asc" },
  });
  expect(skipped.map(({ reason }) => reason)).toEqual([
    `Waits for campaign “${third?.name}”.`,
    `Waits for ad group “${third?.adGroups[0]?.name}”.`,
    `Waits for ad group “${seventh?.adGroups[0]?.name}”.`,
  ]);
  const remote = await desk.list("campaign");
  expect(remote.filter((item) => item.configured_status === "ACTIVE")).toHaveLength(8);
  // The seventh is there, without its ad group: it may not spend.
  expect(await desk.of("campaign", seventh?.id ?? "")).toMatchObject({ configured_status: "PAUSED" });
  expect(await db.link.findFirst({ where: { recordId: third?.id } })).toMatchObject({
    syncStatus: "failed",
    platformId: null,
    intentAt: null,
    retryCount: 1,
  });

  await db.campaign.update({ where: { id: third?.id }, data: { endAt: new Date("2032-01-01"), ...edited } });
  await db.adGroup.update({
    where: { id: seventh?.adGroups[0]?.id },
    data: { targeting: { communities: ["gaming"] }, ...edited },
  });
  const retry = await push(world);
  expect(retry).toMatchObject({ status: "completed", failed: 0 });
  expect((await desk.list("campaign")).map((item) => item.configured_status)).toEqual(Array(10).fill("ACTIVE"));
  expect(await desk.list("ad-group")).toHaveLength(10);
  expect(await desk.list("ad")).toHaveLength(10);
  const links = await db.link.findMany({ where: { campaignSetId: world.campaignSetId } });
  expect(links.map((link) => link.syncStatus)).toEqual(Array(30).fill("synced"));
  expect(new Set(links.map((link) => link.platformId)).size).toBe(30);
  expect((await makePlan({ actor: world.actor, campaignSetId: world.campaignSetId })).operations).toEqual([]);
});

test("an ad that fails keeps its campaign paused, once and again, until it lands", async () => {
  const world = await createSyncWorld({ clock: clock(), size: { campaigns: 1, adGroups: 2, ads: 2 } });
  const desk = createDesk(world);
  const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  const ad = await db.ad.findFirstOrThrow({ where: { adGroup: { campaignId: campaign.id } } });
  await db.ad.update({ where: { id: ad.id }, data: { imageUrl: "ftp://cdn.example.com/x.jpg" } });

  expect(await push(world)).toMatchObject({ status: "partial", failed: 1 });
  expect(await desk.of("campaign", campaign.id)).toMatchObject({ configured_status: "PAUSED" });
  const paused = await db.operation.findFirst({ where: { recordId: campaign.id } });
  expect(paused).toMatchObject({ state: "held", reason: expect.stringContaining("Kept paused: 1 record") });

  desk.forgetCalls();
  expect(await push(world)).toMatchObject({ status: "partial", failed: 1 });
  expect(await desk.of("campaign", campaign.id)).toMatchObject({ configured_status: "PAUSED" });
  expect(desk.writes().filter(({ method }) => method === "PATCH")).toEqual([]);

  await db.ad.update({ where: { id: ad.id }, data: { imageUrl: "https://cdn.example.com/x.jpg", ...edited } });
  desk.forgetCalls();
  expect(await push(world)).toMatchObject({ status: "completed" });
  expect(await desk.of("campaign", campaign.id)).toMatchObject({ configured_status: "ACTIVE" });
  expect(
    desk
      .writes()
      .filter(({ method }) => method === "PATCH")
      .map(({ body }) => body),
  ).toEqual([{ data: { configured_status: "ACTIVE" } }]);
});

test("a campaign whose update is refused does not take its ad groups' edits along", async () => {
  const world = await createSyncWorld({ clock: clock(), size: { campaigns: 1, adGroups: 2, ads: 1 } });
  await push(world);
  const desk = createDesk(world);
  const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  const adGroup = await db.adGroup.findFirstOrThrow({ where: { campaignId: campaign.id } });
  await db.campaign.update({ where: { id: campaign.id }, data: { endAt: new Date("2020-01-01"), ...edited } });
  await db.adGroup.update({ where: { id: adGroup.id }, data: { name: "Another name", ...edited } });
  expect(await push(world)).toMatchObject({ status: "partial", synced: 1, failed: 1, skipped: 0 });
  expect(await desk.of("ad-group", adGroup.id)).toMatchObject({ name: expect.stringContaining("Another name") });
});
