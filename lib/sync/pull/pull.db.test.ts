import { describe, expect, test } from "vitest";
import type { Prisma } from "../../../prisma/generated/client";
import { getCampaignSet } from "../../campaigns/get-campaign-set";
import { resolveConflict } from "../../conflicts/resolve-conflict";
import { db } from "../../db/client";
import { createFakeClock } from "../../testing/fake-clock";
import { leavingOut } from "../../testing/leaving-out";
import { createDesk } from "../../testing/reddit-desk";
import { createSyncWorld, pull, push, type TreeSize } from "../../testing/sync-world";
import { listOperations } from "../get-sync-run";
import { makePlan } from "../make-plan";

type CampaignData = Prisma.CampaignUncheckedUpdateManyInput;

async function pushed(size: TreeSize = { campaigns: 1, adGroups: 1, ads: 1 }, asMade: CampaignData = {}) {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size });
  await db.campaign.updateMany({ where: { campaignSetId: world.campaignSetId }, data: asMade });
  const desk = createDesk(world);
  await push(world);
  // A reading that begins in the instant of our last write does not count as newer.
  await clock.sleep(60_000);
  const campaign = () => db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  const { id } = await campaign();
  const there = await desk.of("campaign", id);
  const link = () => db.link.findFirstOrThrow({ where: { recordId: id } });
  const plan = () => makePlan({ actor: world.actor, campaignSetId: world.campaignSetId });
  const edit = (data: Parameters<typeof db.campaign.update>[0]["data"]) =>
    db.campaign.update({
      where: { id },
      data: { ...data, version: { increment: 1 }, editedById: world.actor.userId },
    });
  return { clock, world, desk, campaign, id, there, link, plan, edit };
}

describe("a pull of an account where nothing changed", () => {
  test("reads each kind once, writes nothing there and changes nothing here", async () => {
    const { world, desk, campaign } = await pushed({ campaigns: 2, adGroups: 2, ads: 2 });
    const before = await db.link.findMany({ where: { campaignSetId: world.campaignSetId }, orderBy: { id: "asc" } });
    const row = await campaign();
    desk.forgetCalls();
    expect(await pull(world)).toMatchObject({
      status: "completed",
      findings: { listed: 14, pulled: 0, agreed: 0, conflicts: 0, missing: 0, gone: 0, unknown: 0 },
    });
    expect(desk.writes()).toEqual([]);
    expect(desk.calls().filter(({ path }) => !path.includes("/oauth/"))).toHaveLength(3);
    const after = await db.link.findMany({ where: { campaignSetId: world.campaignSetId }, orderBy: { id: "asc" } });
    // What the platform says of itself (review, delivery) may move; what people set does not.
    const comparable = (links: typeof before) =>
      links.map(({ shadowDesired, shadowObserved, syncStatus, missingSince }) => [
        shadowDesired,
        shadowObserved,
        syncStatus,
        missingSince,
      ]);
    expect(comparable(after)).toEqual(comparable(before));
    expect(await campaign()).toEqual(row);
  });
});

test("seven days of polls of an unchanged account write nothing there, and find nothing", async () => {
  const { clock, world, desk } = await pushed({ campaigns: 2, adGroups: 1, ads: 1 });
  desk.forgetCalls();
  const polls = 7 * 24 * 4;
  for (let poll = 0; poll < polls; poll++) {
    await clock.sleep(15 * 60_000);
    const run = await pull(world);
    if (run?.status !== "completed")
      throw new Error(`poll ${poll} ended ${run?.status}: ${JSON.stringify(run?.error)}`);
    expect(run.findings).toMatchObject({ pulled: 0, agreed: 0, conflicts: 0, missing: 0 });
    if (poll % 96 === 95) {
      // One list a kind is the fewest there can be; the rest are tokens that ran out.
      const calls = desk.calls().filter(({ path }) => !path.includes("/oauth/"));
      expect(calls).toHaveLength(96 * 3);
      expect(desk.writes()).toEqual([]);
      desk.forgetCalls();
    }
  }
  expect(await db.conflict.count({ where: { campaignSetId: world.campaignSetId } })).toBe(0);
}, 120_000);

describe("what only they changed", () => {
  test("is taken over, recorded with before and after, and not sent back", async () => {
    const { world, desk, campaign, id, there, plan } = await pushed();
    desk.change("campaign", there.id, { configured_status: "PAUSED", goal_value: 65_000_000 });
    expect(await pull(world)).toMatchObject({ findings: { pulled: 2, conflicts: 0 } });
    expect(await campaign()).toMatchObject({ status: "paused", budgetAmountMicros: 65_000_000n, editedById: null });
    expect(await db.auditEntry.findFirst({ where: { subjectId: id, action: "campaign.pull" } })).toMatchObject({
      actorKind: "platform",
      before: { status: "active", budgetAmountMicros: "50000000" },
      after: { status: "paused", budgetAmountMicros: "65000000" },
    });
    expect((await plan()).operations).toEqual([]);
    expect(await pull(world)).toMatchObject({ findings: { pulled: 0 } });
  });

  test("and an edit of ours to another field both stay: no conflict", async () => {
    const { world, desk, campaign, id, there, edit } = await pushed();
    desk.change("campaign", there.id, { configured_status: "PAUSED" });
    await edit({ name: "Renamed here" });
    expect(await pull(world)).toMatchObject({ findings: { pulled: 1, conflicts: 0 } });
    expect(await campaign()).toMatchObject({ status: "paused", name: "Renamed here" });
    await push(world);
    expect(await desk.of("campaign", id)).toMatchObject({
      configured_status: "PAUSED",
      name: expect.stringMatching(/^Renamed here/),
    });
  });

  test("shows in the status of the set", async () => {
    const { world, desk, there } = await pushed();
    const status = async () => (await db.campaignSet.findUniqueOrThrow({ where: { id: world.campaignSetId } })).status;
    expect(await status()).toBe("active");
    desk.change("campaign", there.id, { configured_status: "PAUSED" });
    await pull(world);
    expect(await status()).toBe("paused");
  });

  test("arrives at every level", async () => {
    const { world, desk } = await pushed();
    const adGroup = await db.adGroup.findFirstOrThrow({ where: { organizationId: world.actor.organizationId } });
    const ad = await db.ad.findFirstOrThrow({ where: { organizationId: world.actor.organizationId } });
    desk.change("ad-group", (await desk.of("ad-group", adGroup.id)).id, {
      name: "Renamed there",
      targeting: { communities: ["askreddit"], geolocations: ["DE"] },
    });
    desk.change("ad", (await desk.of("ad", ad.id)).id, { configured_status: "PAUSED" });
    await pull(world);
    expect(await db.adGroup.findUnique({ where: { id: adGroup.id } })).toMatchObject({
      name: "Renamed there",
      targeting: { communities: ["askreddit"], locations: ["DE"] },
    });
    expect(await db.ad.findUnique({ where: { id: ad.id } })).toMatchObject({ status: "paused" });
  });

  test("while a person saves the same row, waits for the next pull", async () => {
    const { world, desk, campaign, there } = await pushed();
    desk.change("campaign", there.id, { name: "Renamed there" });
    await pull(world);
    expect(await campaign()).toMatchObject({ name: "Renamed there", version: 2 });
  });

  test("of a field that is ours shows as a difference, which the next push puts back", async () => {
    const { world, desk, there, link, plan } = await pushed();
    desk.change("campaign", there.id, { invoice_label: "Theirs" });
    await pull(world);
    expect(await link()).toMatchObject({ syncStatus: "pending" });
    const set = await getCampaignSet({ actor: world.actor, campaignSetId: world.campaignSetId });
    expect(set.sync, "looking at it does not make it in step").toMatchObject({ pending: 1 });
    expect(await link()).toMatchObject({ syncStatus: "pending" });
    expect((await plan()).operations).toMatchObject([
      { kind: "update", changes: [{ field: "settings.invoiceLabel", reason: "changed over there" }] },
    ]);
  });
});

describe("what both changed", () => {
  test("to the same value is in step without a conflict", async () => {
    const { world, desk, there, edit, plan, link } = await pushed();
    desk.change("campaign", there.id, { name: "The same" });
    await edit({ name: "The same" });
    expect(await pull(world)).toMatchObject({ findings: { agreed: 1, conflicts: 0, pulled: 0 } });
    expect((await plan()).operations).toEqual([]);
    expect(await link()).toMatchObject({ syncStatus: "synced" });
  });

  test("differently is one conflict with both values, once; the record's other fields still flow", async () => {
    const { world, desk, id, there, edit, campaign, link, plan } = await pushed();
    desk.change("campaign", there.id, { goal_value: 60_000_000, configured_status: "PAUSED" });
    await edit({ budgetAmountMicros: 70_000_000n });
    expect(await pull(world)).toMatchObject({ findings: { pulled: 1, conflicts: 1 } });
    expect(await pull(world)).toMatchObject({ findings: { pulled: 0, conflicts: 1 } });
    expect(await campaign()).toMatchObject({ status: "paused", budgetAmountMicros: 70_000_000n });
    const conflicts = await db.conflict.findMany({ where: { recordId: id } });
    expect(conflicts).toMatchObject([
      {
        status: "open",
        fields: [
          {
            name: "budgetAmountMicros",
            base: "50000000",
            local: "70000000",
            platform: "60000000",
            moneyEffect: { currency: "USD", localPerDayMicros: "70000000", platformPerDayMicros: "60000000" },
            localBy: "Ada",
          },
        ],
      },
    ]);
    expect(await link()).toMatchObject({ syncStatus: "conflict" });
    expect((await plan()).held).toMatchObject([{ reason: "Both sides changed the budget." }]);
  });

  test("the end of a lifetime budget says what either end makes of a day", async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    const { world, desk, id, there, edit } = await pushed(undefined, { budgetType: "lifetime", endAt: inDays(9.5) });
    desk.change("campaign", there.id, { end_time: inDays(19.5).toISOString() });
    await edit({ endAt: inDays(4.5) });
    expect(await pull(world)).toMatchObject({ findings: { conflicts: 1 } });
    const [conflict] = await db.conflict.findMany({ where: { recordId: id } });
    expect(conflict?.fields).toMatchObject([
      { name: "endAt", moneyEffect: { localPerDayMicros: "10000000", platformPerDayMicros: "2500000" } },
    ]);
  });

  test("closes by itself when one side takes its change back", async () => {
    const { world, desk, id, there, edit, link } = await pushed();
    desk.change("campaign", there.id, { name: "Theirs" });
    await edit({ name: "Ours" });
    await pull(world);
    await edit({ name: "Theirs" });
    expect(await pull(world)).toMatchObject({ findings: { agreed: 1, conflicts: 0 } });
    expect(await db.conflict.findMany({ where: { recordId: id } })).toMatchObject([
      { status: "resolved", openKey: null, resolution: { by: "agreement" } },
    ]);
    expect(await link()).toMatchObject({ syncStatus: "synced" });
  });

  test("archived over there and edited here: nothing is sent and nothing is thrown away", async () => {
    const { world, desk, there, edit, campaign, plan } = await pushed();
    desk.change("campaign", there.id, { configured_status: "ARCHIVED" });
    await edit({ name: "Still wanted" });
    expect(await pull(world)).toMatchObject({ findings: { conflicts: 1 } });
    expect(await campaign()).toMatchObject({ status: "active", name: "Still wanted" });
    expect((await plan()).operations).toEqual([]);
  });

  test("deleted here and edited there: the removal waits for a person, and nothing is spent meanwhile", async () => {
    const { world, desk, there, id, plan } = await pushed();
    await db.campaign.update({ where: { id }, data: { deletedAt: new Date(), version: { increment: 1 } } });
    desk.change("campaign", there.id, { name: "Theirs" });
    expect(await pull(world)).toMatchObject({ findings: { conflicts: 1 } });
    expect(await db.conflict.findFirst({ where: { recordId: id } })).toMatchObject({
      fields: [{ name: "record", local: "deleted", platform: "edited" }],
    });
    expect(await plan()).toMatchObject({ operations: [{ kind: "pause" }], held: [{ kind: "remove" }] });
    await push(world);
    expect(await desk.of("campaign", id)).toMatchObject({ name: "Theirs", configured_status: "PAUSED" });
    expect(await plan()).toMatchObject({ operations: [], held: [{ kind: "remove" }] });
    expect(await db.conflict.count({ where: { recordId: id, status: "open" } })).toBe(1);
  });
});

describe("what a listing does not name", () => {
  test.each(["truncate_list", "empty_page", "skip_page", "repeat_page"] as const)(
    "with %s proves nothing",
    async (kind) => {
      const { world, link, campaign } = await pushed({ campaigns: 6, adGroups: 0, ads: 0 });
      world.host.setFaults("reddit", [{ kind, match: { method: "GET", path: "/campaigns?" } }]);
      await pull(world);
      await pull(world);
      await pull(world);
      expect(await db.link.count({ where: { campaignSetId: world.campaignSetId, goneAt: { not: null } } })).toBe(0);
      expect(await campaign()).toMatchObject({ status: "active" });
      world.host.setFaults("reddit", []);
      await pull(world);
      expect(await link()).toMatchObject({ missingSince: null });
    },
  );

  test("when it names nothing we know, the pull stops before it changes anything", async () => {
    const { world, desk } = await pushed({ campaigns: 4, adGroups: 0, ads: 0 });
    const ids = (await desk.list("campaign")).map(({ id }) => id);
    expect(await pull(world, leavingOut(world, ids, { directly: "gone" }))).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("lists none of the 4 campaigns") },
    });
    expect(await db.link.count({ where: { campaignSetId: world.campaignSetId, missingSince: { not: null } } })).toBe(0);
  });

  test("twice, and of which the platform says that it is gone, is gone: put away here, and never made again", async () => {
    const { clock, world, there, campaign, link, plan, desk } = await pushed({ campaigns: 3, adGroups: 1, ads: 0 });
    const without = leavingOut(world, [there.id], { directly: "gone" });
    expect(await pull(world, without)).toMatchObject({ findings: { missing: 1, gone: 0 } });
    expect(await campaign()).toMatchObject({ status: "active" });
    await clock.sleep(60_000);
    expect(await pull(world, without)).toMatchObject({
      findings: { missing: 1, gone: 1 },
      added: 0,
      changed: 0,
      removed: 1,
    });
    expect(await campaign()).toMatchObject({ status: "archived" });
    expect(await link()).toMatchObject({ goneAt: expect.any(Date), platformId: there.id });
    expect((await plan()).operations).toEqual([]);
    const made = (await desk.list("campaign")).length;
    await push(world, without);
    expect(await desk.list("campaign")).toHaveLength(made);
  });

  test("twice, but answered when it is asked for directly, stays", async () => {
    const { clock, world, there, link } = await pushed({ campaigns: 3, adGroups: 0, ads: 0 });
    for (let round = 0; round < 3; round++) {
      await pull(world, leavingOut(world, [there.id], { directly: "there" }));
      await clock.sleep(60_000);
    }
    expect(await link()).toMatchObject({ goneAt: null, missingSince: expect.any(Date) });
    await pull(world);
    expect(await link()).toMatchObject({ missingSince: null });
  });

  test("gone and edited here is a conflict: kept, it is made again once; let go, it is put away", async () => {
    const { clock, world, there, edit, id, desk, campaign } = await pushed({ campaigns: 3, adGroups: 0, ads: 0 });
    await edit({ name: "Still wanted" });
    const without = leavingOut(world, [there.id], { directly: "gone" });
    for (let round = 0; round < 2; round++) {
      await pull(world, without);
      await clock.sleep(60_000);
    }
    const conflict = await db.conflict.findFirstOrThrow({ where: { recordId: id, status: "open" } });
    expect(conflict.fields).toMatchObject([{ name: "record", local: "edited", platform: "gone" }]);
    const before = (await desk.list("campaign")).length;
    await push(world, without);
    expect(await desk.list("campaign")).toHaveLength(before);
    await resolveConflict({ actor: world.actor, conflictId: conflict.id, decision: { choice: "local" } });
    await push(world, without);
    expect(await desk.list("campaign")).toHaveLength(before + 1);
    expect(await campaign()).toMatchObject({ status: "active", name: "Still wanted" });
    expect((await desk.of("campaign", id)).id).not.toBe(there.id);
  });
});

describe("what we do not know", () => {
  test("is kept for people to look at, and forgotten when it goes", async () => {
    const { world, desk } = await pushed();
    const { control } = world.host.platform("reddit").platform;
    const { settings } = await db.connection.findUniqueOrThrow({ where: { id: world.connectionId } });
    const { adAccountId } = settings as { adAccountId: string };
    const [stranger = ""] = control.bulk({ kind: "campaign", count: 1, seed: 1, options: { adAccountId } }).ids;
    desk.change("campaign", stranger, { name: "Made by hand" });
    expect(await pull(world)).toMatchObject({ findings: { unknown: 1 } });
    expect(await db.remoteRecord.findMany({ where: { connectionId: world.connectionId } })).toMatchObject([
      { platformId: stranger, name: "Made by hand", recordKind: "campaign" },
    ]);
    desk.change("campaign", stranger, { configured_status: "ARCHIVED" });
    await pull(world);
    expect(await pull(world)).toMatchObject({ status: "completed" });
  });
});

test("a pull lists what it changed here, record by record, and page by page", async () => {
  const { world, desk, clock } = await pushed({ campaigns: 2, adGroups: 1, ads: 1 });
  const { actor } = world;
  const [first, second] = await desk.list("campaign");
  desk.change("campaign", first?.id ?? "", { name: "Theirs", goal_value: 60_000_000 });
  desk.change("campaign", second?.id ?? "", { name: "Also theirs" });
  const [group] = await desk.list("ad-group");
  desk.change("ad-group", group?.id ?? "", { name: "Their group" });
  await clock.sleep(60_000);
  const run = await pull(world);
  expect(run, "three records, of which one in two fields").toMatchObject({ added: 0, changed: 3, removed: 0 });
  const runId = run?.id ?? "";
  const list = (limit: number, cursor: string | null, state?: "failed") =>
    listOperations({ actor, runId, limit, cursor, state });
  const { items, nextCursor } = await list(2, null);
  const rest = await list(2, nextCursor);
  const all = [...items, ...rest.items];
  expect([items.length, rest.nextCursor]).toEqual([2, null]);
  expect(all.map(({ kind, state, seq }) => ({ kind, state, seq }))).toEqual(
    [1, 2, 3].map((seq) => ({ kind: "pull", state: "applied", seq })),
  );
  expect(all.find(({ recordName }) => recordName === "Theirs")).toMatchObject({
    recordKind: "campaign",
    platformId: first?.id,
    currency: "USD",
    changes: expect.arrayContaining([
      expect.objectContaining({ field: "name", to: "Theirs", by: "Reddit" }),
      expect.objectContaining({ field: "budgetAmountMicros", from: "50000000", to: "60000000" }),
    ]),
  });
  expect(all.find(({ recordKind }) => recordKind === "ad_group")?.recordName).toBe("Their group");
  expect((await list(10, null, "failed")).items).toEqual([]);
});

describe("an ad that is given another post over there", () => {
  /** Two ads, of which the second says something else; somebody lets the first show the second's post. */
  async function swapped() {
    const clock = createFakeClock({ at: new Date(), auto: true });
    const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 2 } });
    const desk = createDesk(world);
    const where = { organizationId: world.actor.organizationId };
    const [first, second] = await db.ad.findMany({ where, orderBy: { position: "asc" } });
    if (!first || !second) throw new Error("no ads");
    await db.ad.update({ where: { id: second.id }, data: { headlines: ["Theirs"] } });
    await push(world);
    await clock.sleep(60_000);
    const { post_id } = await desk.of("ad", second.id);
    desk.change("ad", (await desk.of("ad", first.id)).id, { post_id });
    const edit = (headline: string) =>
      db.ad.update({ where: { id: first.id }, data: { headlines: [headline], version: { increment: 1 } } });
    const headlines = async () => (await db.ad.findUniqueOrThrow({ where: { id: first.id } })).headlines;
    const again = async () => {
      await clock.sleep(60_000);
      return pull(world);
    };
    return { world, desk, edit, headlines, pull: again };
  }

  test("has its text taken over, and is read once", async () => {
    const { desk, headlines, pull } = await swapped();
    await pull();
    expect(await headlines()).toEqual(["Theirs"]);
    desk.forgetCalls();
    await pull();
    expect(desk.calls().filter(({ path }) => path.includes("/posts"))).toEqual([]);
  });

  test("is in conflict where the text was edited here too, and not overwritten", async () => {
    const { world, desk, edit, headlines } = await swapped();
    await edit("Ours");
    desk.forgetCalls();
    await push(world);
    expect(desk.writes()).toEqual([]);
    expect(await headlines()).toEqual(["Ours"]);
    expect(await db.conflict.findMany({ where: { campaignSetId: world.campaignSetId } })).toMatchObject([
      { status: "open", recordKind: "ad", fields: [{ name: "headlines", local: ["Ours"], platform: ["Theirs"] }] },
    ]);
  });
});
