import { beforeEach, describe, expect, test } from "vitest";
import { getCampaignSet } from "../campaigns/get-campaign-set";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk, type Desk } from "../testing/reddit-desk";
import { carryOutRun, createSyncWorld, insertRunRow, plantTree, push, type SyncWorld } from "../testing/sync-world";
import { getSyncRun } from "./get-sync-run";
import { makePlan } from "./make-plan";

let world: SyncWorld;
let desk: Desk;
const clock = () => createFakeClock({ at: new Date(), auto: true });

beforeEach(async () => {
  world = await createSyncWorld({ clock: clock(), size: { campaigns: 1, adGroups: 2, ads: 1 } });
  desk = createDesk(world);
  expect(await push(world)).toMatchObject({ status: "completed" });
  desk.forgetCalls();
});

const plan = () => makePlan({ actor: world.actor, campaignSetId: world.campaignSetId });
const campaign = () => db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
const firstAdGroup = async () =>
  db.adGroup.findFirstOrThrow({ where: { campaignId: (await campaign()).id }, orderBy: { position: "asc" } });
const firstAd = async () => db.ad.findFirstOrThrow({ where: { adGroupId: (await firstAdGroup()).id } });
const edited = { version: { increment: 1 } };

describe("an edit", () => {
  test("of one name is one operation with one field, and one PATCH with only that field", async () => {
    const adGroup = await firstAdGroup();
    await db.adGroup.update({ where: { id: adGroup.id }, data: { name: "Another name", ...edited } });

    const { operations } = await plan();
    expect(operations).toMatchObject([{ kind: "update", changes: [{ field: "name", to: "Another name" }] }]);
    expect(operations[0]?.changes).toHaveLength(1);
    expect(await push(world)).toMatchObject({ status: "completed", total: 1, synced: 1 });

    const writes = desk.writes();
    expect(writes).toHaveLength(1);
    expect(writes[0]).toMatchObject({ method: "PATCH", status: 200 });
    expect(writes[0]?.body).toEqual({ data: { name: expect.stringMatching(/^Another name ·\w{6}$/) } });
    expect((await plan()).operations).toEqual([]);
  });

  test("an approved plan can be pushed right after an earlier push", async () => {
    const adGroup = await firstAdGroup();
    await db.adGroup.update({ where: { id: adGroup.id }, data: { name: "Another name", ...edited } });
    const { planId } = await plan();
    await world.clock.sleep(60_000);
    const runId = await insertRunRow(world, { approvedPlanId: planId });
    await carryOutRun(world, runId);
    expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "completed", synced: 1 });
  });
});

test("a run keeps how many records it made, changed and removed, and a trial run keeps nothing", async () => {
  const { organizationId } = world.actor;
  const runOf = async (runId: string) => getSyncRun({ actor: world.actor, runId });
  const first = await db.syncRun.findFirstOrThrow({ where: { organizationId } });
  expect(await runOf(first.id)).toMatchObject({ changes: { added: 5, changed: 0, removed: 0 } });

  const group = await firstAdGroup();
  await db.adGroup.update({ where: { id: group.id }, data: { deletedAt: new Date(), ...edited } });
  await db.campaign.update({ where: { id: (await campaign()).id }, data: { name: "Renamed", ...edited } });
  const trial = await insertRunRow(world, { dryRun: true });
  await carryOutRun(world, trial);
  expect(await runOf(trial)).toMatchObject({ status: "completed", changes: null });
  const runId = await insertRunRow(world);
  expect(await runOf(runId)).toMatchObject({ changes: null });
  await carryOutRun(world, runId);
  expect(await runOf(runId)).toMatchObject({ changes: { added: 0, changed: 1, removed: 1 } });
});

describe("what the platform makes of it", () => {
  test("a coerced value is in step, and the next edit of another field does not send it again", async () => {
    const { id } = await campaign();
    world.host.setFaults("reddit", [{ kind: "coerce", field: "goal_value", match: { method: "PATCH" }, times: 1 }]);
    await db.campaign.update({ where: { id }, data: { budgetAmountMicros: 50_400_000n, ...edited } });
    await push(world);
    expect(await desk.of("campaign", id)).toMatchObject({ goal_value: 51_000_000 });
    expect((await plan()).operations).toEqual([]);
    const { campaigns } = await getCampaignSet({ actor: world.actor, campaignSetId: world.campaignSetId });
    expect(campaigns[0]?.sync).toMatchObject({
      status: "synced",
      notKept: [{ field: "budgetAmountMicros", sent: "50400000", kept: "51000000" }],
    });
    // What is kept as it was sent is not worth a word.
    const below = campaigns.flatMap(({ adGroups }) =>
      adGroups.flatMap(({ sync, ads }) => [sync, ...ads.map((ad) => ad.sync)]),
    );
    expect(below.flatMap(({ notKept }) => notKept)).toEqual([]);
    await push(world);
    expect(desk.writes()).toHaveLength(1);

    await db.campaign.update({ where: { id }, data: { name: "Renamed", ...edited } });
    await push(world);
    expect(desk.writes()[1]?.body).toEqual({ data: { name: expect.stringContaining("Renamed") } });
  });

  test("an edit over there to another field survives our update and shows in the reading", async () => {
    const adGroup = await firstAdGroup();
    const remote = await desk.of("ad-group", adGroup.id);
    desk.change("ad-group", remote.id, { name: "Theirs" });
    await db.adGroup.update({
      where: { id: adGroup.id },
      data: { status: "paused", ...edited },
    });
    expect(await push(world)).toMatchObject({ status: "completed" });
    expect(await desk.of("ad-group", adGroup.id)).toMatchObject({ name: "Theirs", configured_status: "PAUSED" });
    const link = await db.link.findFirstOrThrow({ where: { recordId: adGroup.id } });
    expect(link.observed).toMatchObject({ name: "Theirs", status: "paused" });
    expect(link.shadowObserved).toMatchObject({ name: adGroup.name, status: "paused" });
  });

  test("a change of one targeting list leaves what they changed in the others", async () => {
    const adGroup = await firstAdGroup();
    const remote = await desk.of("ad-group", adGroup.id);
    const targeting = remote.targeting as Record<string, unknown>;
    desk.change("ad-group", remote.id, {
      targeting: { ...targeting, interests: ["1001"], excluded_communities: ["funny"], devices: [{ type: "DESKTOP" }] },
    });
    await db.adGroup.update({
      where: { id: adGroup.id },
      data: {
        targeting: { communities: ["gaming", "webdev"], interests: [], locations: ["US"], devices: [] },
        ...edited,
      },
    });
    expect(await push(world)).toMatchObject({ status: "completed" });
    expect((await desk.of("ad-group", adGroup.id)).targeting).toMatchObject({
      communities: ["gaming", "webdev"],
      interests: ["1001"],
      excluded_communities: ["funny"],
      devices: [{ type: "DESKTOP" }],
    });
  });
});

describe("an ad's text", () => {
  test("is a new post on the same ad", async () => {
    const ad = await firstAd();
    const before = await desk.of("ad", ad.id);
    await db.ad.update({ where: { id: ad.id }, data: { headlines: ["Another headline"], ...edited } });
    expect(await push(world)).toMatchObject({ status: "completed" });
    const after = await desk.of("ad", ad.id);
    expect(after.id).toBe(before.id);
    const post = (await desk.list("post")).find((item) => item.id === after.post_id);
    expect(post).toMatchObject({ creative: { headline: "Another headline" } });
  });

  test.each(["drop_before", "drop_after"] as const)(
    "reaches the ad when the answer to its update is lost (%s)",
    async (kind) => {
      const ad = await firstAd();
      world.host.setFaults("reddit", [{ kind, match: { method: "PATCH", path: "/ads/" }, times: 1 }]);
      await db.ad.update({ where: { id: ad.id }, data: { headlines: ["Another headline"], ...edited } });
      expect(await push(world)).toMatchObject({ status: "completed" });
      const remote = await desk.of("ad", ad.id);
      const post = (await desk.list("post")).find((item) => item.id === remote.post_id);
      expect(post).toMatchObject({ creative: { headline: "Another headline" } });
      expect(await desk.list("post")).toHaveLength(3);
    },
  );
});

describe("pausing", () => {
  test("is one PATCH with only the status", async () => {
    const { id } = await campaign();
    await db.campaign.update({ where: { id }, data: { status: "paused", ...edited } });
    expect((await plan()).operations).toMatchObject([{ kind: "pause" }]);
    await push(world);
    expect(desk.writes().map(({ body }) => body)).toEqual([{ data: { configured_status: "PAUSED" } }]);
  });

  test("is not held back by a budget that is", async () => {
    const { id } = await campaign();
    await db.campaign.update({
      where: { id },
      data: { status: "paused", budgetAmountMicros: 500_000_000n, ...edited },
    });
    expect(await push(world)).toMatchObject({ status: "partial" });
    expect(await desk.of("campaign", id)).toMatchObject({ configured_status: "PAUSED", goal_value: 50_000_000 });
  });
});

test("a held operation keeps its numbers and does not block the others", async () => {
  const { id } = await campaign();
  const adGroup = await firstAdGroup();
  await db.campaign.update({ where: { id }, data: { budgetAmountMicros: 500_000_000n, ...edited } });
  await db.adGroup.update({ where: { id: adGroup.id }, data: { name: "Another name", ...edited } });
  const { operations, held } = await plan();
  expect(operations).toHaveLength(1);
  expect(held).toMatchObject([{ state: "held", reason: expect.stringContaining("900 %") }]);
  expect(await push(world)).toMatchObject({ status: "partial", synced: 1, failed: 0 });
  expect(await desk.of("campaign", id)).toMatchObject({ goal_value: 50_000_000 });
});

test("a deleted campaign is archived once, with one call", async () => {
  const { id } = await campaign();
  const remote = await desk.of("campaign", id);
  await db.campaign.update({ where: { id }, data: { deletedAt: new Date(), ...edited } });
  await push(world);
  await push(world);
  expect(desk.writes().map(({ path, body }) => ({ path, body }))).toEqual([
    { path: `/api/v3/campaigns/${remote.id}`, body: { data: { configured_status: "ARCHIVED" } } },
  ]);
});

test("an archived record that was never pushed is not created", async () => {
  const { id } = await campaign();
  await plantTree({
    organizationId: world.actor.organizationId,
    campaignSetId: world.campaignSetId,
    connectionId: world.connectionId,
    size: { campaigns: 1, adGroups: 1, ads: 1 },
    label: "old ",
  });
  await db.campaign.updateMany({
    where: { campaignSetId: world.campaignSetId, id: { not: id } },
    data: { status: "archived" },
  });
  expect((await plan()).operations).toEqual([]);
});

test("a new ad group under a live campaign is enabled when its ads are there, and the campaign stays live", async () => {
  const { id } = await campaign();
  const adGroup = await db.adGroup.create({
    data: {
      id: crypto.randomUUID(),
      organizationId: world.actor.organizationId,
      campaignId: id,
      name: "New branch",
      status: "active",
      bidStrategy: "automatic",
      targeting: { communities: ["gaming"] },
      position: 9,
    },
  });
  await db.ad.create({
    data: {
      id: crypto.randomUUID(),
      organizationId: world.actor.organizationId,
      adGroupId: adGroup.id,
      headlines: ["New ad"],
      descriptions: ["Text"],
      finalUrl: "https://example.com/new",
      status: "active",
    },
  });
  expect(await push(world)).toMatchObject({ status: "completed", synced: 2 });
  const bodies = desk.writes().map(({ method, path, body }) => ({
    call: `${method} ${path.split("/")[path.split("/").length - (method === "PATCH" ? 2 : 1)]}`,
    status: (body as { data: { configured_status?: string } }).data.configured_status,
  }));
  expect(bodies.filter(({ call }) => !call.includes("jobs"))).toEqual([
    { call: "POST ad_groups", status: "PAUSED" },
    { call: "POST ads", status: "ACTIVE" },
    { call: "PATCH ad_groups", status: "ACTIVE" },
  ]);
  expect(await desk.of("campaign", id)).toMatchObject({ configured_status: "ACTIVE" });
});
