import { describe, expect, test } from "vitest";
import { db } from "../db/client";
import type { FoundRef } from "../domain/found";
import type { FoundView } from "../domain/views/found";
import { makePlan } from "../sync/make-plan";
import { createOrganization, createSet } from "../testing/factories";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { createSyncWorld, plantTree, pull, push, type TreeSize } from "../testing/sync-world";
import { adoptFound } from "./adopt-found";
import { archiveCopies } from "./archive-copies";
import { dismissFound } from "./dismiss-found";
import { importFound } from "./import-found";
import { listFound } from "./list-found";

/** A world whose account holds what somebody made over there, read once. */
async function foundWorld({ there = SMALL, here = NONE }: { there?: TreeSize; here?: TreeSize } = {}) {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: there });
  const desk = createDesk(world);
  const { actor, connectionId, campaignSetId } = world;
  const { organizationId } = actor;
  await push(world);
  // What was pushed is forgotten here, and its names lose our mark: from now on it is somebody else's.
  for (const kind of ["campaign", "ad-group", "ad"] as const) {
    for (const { id, name } of await desk.list(kind)) {
      desk.change(kind, id, { name: String(name).replace(/ ·\w+$/, "") });
    }
  }
  await db.link.deleteMany({ where: { connectionId } });
  await db.campaign.deleteMany({ where: { campaignSetId } });
  await db.campaignSet.update({ where: { id: campaignSetId }, data: { status: "draft" } });
  await plantTree({ organizationId, campaignSetId, connectionId, size: here });
  await clock.sleep(60_000);
  await pull(world);
  await clock.sleep(60_000);
  desk.forgetCalls();
  const list = async (state?: "open" | "dismissed") =>
    (await listFound({ actor, connectionId, limit: 500, cursor: null, state })).items;
  const options = { clock, open: world.open };
  return {
    clock,
    world,
    desk,
    actor,
    connectionId,
    campaignSetId,
    list,
    take: (records: FoundRef[], target: { campaignSetId?: string; newSetName?: string } = { campaignSetId }) =>
      importFound({ actor, connectionId, input: { records, ...target } }, options),
    adopt: (found: FoundView, recordId: string) =>
      adoptFound(
        { actor, connectionId, input: { recordKind: found.recordKind, platformId: found.platformId, recordId } },
        options,
      ),
    dismiss: (records: FoundRef[], dismissed = true) =>
      dismissFound({ actor, connectionId, input: { records, dismissed } }),
    archive: (records: FoundRef[]) => archiveCopies({ actor, connectionId, records }, options),
    plan: () => makePlan({ actor, campaignSetId }),
  };
}

const SMALL = { campaigns: 2, adGroups: 2, ads: 2 };
const NONE = { campaigns: 0, adGroups: 0, ads: 0 };

const refOf = ({ recordKind, platformId }: Pick<FoundView, "recordKind" | "platformId">): FoundRef => ({
  recordKind,
  platformId,
});

describe("the list", () => {
  test("names campaigns with what hangs below them and what they may spend a day", async () => {
    const { list } = await foundWorld();
    expect(await list()).toMatchObject([
      {
        recordKind: "campaign",
        name: "Campaign 2",
        status: "active",
        budget: { perDayMicros: "50000000", currency: "USD" },
        children: { adGroups: 2, ads: 4 },
        parent: null,
        copyOf: null,
        suggestion: null,
      },
      { name: "Campaign 1" },
    ]);
  });

  test("is paged by key, and each page goes on where the one before ended", async () => {
    const { actor, connectionId } = await foundWorld({ there: { campaigns: 5, adGroups: 0, ads: 0 } });
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listFound({ actor, connectionId, limit: 2, cursor });
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names).toEqual(["Campaign 5", "Campaign 4", "Campaign 3", "Campaign 2", "Campaign 1"]);
  });

  test("suggests the one record of ours with the same name that was never pushed, and none of two", async () => {
    const { list, world, campaignSetId } = await foundWorld({ here: { campaigns: 1, adGroups: 0, ads: 0 } });
    const ours = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
    expect((await list()).map(({ suggestion }) => suggestion?.recordId ?? null)).toEqual([null, ours.id]);
    const { organizationId } = world.actor;
    await plantTree({
      organizationId,
      campaignSetId,
      connectionId: world.connectionId,
      size: { campaigns: 1, adGroups: 0, ads: 0 },
    });
    expect((await list()).map(({ suggestion }) => suggestion)).toEqual([null, null]);
  });

  test("forgets what is archived over there", async () => {
    const { list, desk, world } = await foundWorld();
    const [first] = await list();
    desk.change("campaign", first?.platformId ?? "", { configured_status: "ARCHIVED" });
    await pull(world);
    expect((await list()).map(({ name }) => name)).toEqual(["Campaign 1"]);
  });
});

describe("an import", () => {
  test("makes whole trees of ours that are in step: nothing leaves, the plan is empty, the next pull finds nothing", async () => {
    const { list, take, plan, desk, world, campaignSetId } = await foundWorld();
    const answer = await take((await list()).map(refOf));
    expect(answer).toMatchObject({
      campaignSetId,
      imported: { campaigns: 2, adGroups: 4, ads: 8 },
      unheld: [],
      left: [],
    });
    const campaigns = await db.campaign.findMany({ where: { campaignSetId }, orderBy: { position: "asc" } });
    expect(campaigns).toMatchObject([
      { name: "Campaign 1", status: "active", budgetAmountMicros: 50_000_000n, currency: "USD", objective: "traffic" },
      { name: "Campaign 2", status: "active" },
    ]);
    const ads = await db.ad.findMany({ where: { adGroup: { campaign: { campaignSetId } } } });
    expect(ads.map(({ headlines }) => headlines[0]).sort()[0]).toBe("Headline 1.1.1");
    expect(ads[0]).toMatchObject({
      callToAction: "Shop Now",
      status: "active",
      imageUrl: expect.stringMatching(/^https/),
    });
    expect(await db.link.count({ where: { campaignSetId, syncStatus: "synced" } })).toBe(14);
    expect((await plan()).operations).toEqual([]);
    expect(desk.writes()).toEqual([]);
    expect(await list()).toEqual([]);
    expect(await pull(world)).toMatchObject({
      findings: { pulled: 0, agreed: 0, conflicts: 0, missing: 0, unknown: 0 },
    });
    expect((await plan()).operations).toEqual([]);
    expect(await db.campaignSet.findUnique({ where: { id: campaignSetId } })).toMatchObject({ status: "active" });
  });

  test("goes on as any record: a new name is one call with one field", async () => {
    const { list, take, desk, world, clock, campaignSetId } = await foundWorld();
    await take((await list()).map(refOf));
    const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId, name: "Campaign 1" } });
    await db.campaign.update({ where: { id: campaign.id }, data: { name: "Renamed here", version: { increment: 1 } } });
    await clock.sleep(60_000);
    expect(await push(world)).toMatchObject({ status: "completed", synced: 1 });
    const link = await db.link.findFirstOrThrow({ where: { recordId: campaign.id } });
    expect(desk.writes()).toMatchObject([
      {
        method: "PATCH",
        path: expect.stringContaining(link.platformId ?? ""),
        body: { data: { name: "Renamed here" } },
      },
    ]);
  });

  test("takes over what changes there from then on", async () => {
    const { list, take, desk, world, campaignSetId } = await foundWorld();
    const [first] = await list();
    if (!first) throw new Error("nothing was found");
    await take([refOf(first)]);
    desk.change("campaign", first.platformId, { goal_value: 55_000_000 });
    expect(await pull(world)).toMatchObject({ findings: { pulled: 1, conflicts: 0 } });
    expect(await db.campaign.findFirst({ where: { campaignSetId } })).toMatchObject({
      budgetAmountMicros: 55_000_000n,
    });
  });

  test("into a new set makes it; who did it, and what, is in the audit", async () => {
    const { list, take, actor } = await foundWorld();
    const [first] = await list();
    if (!first) throw new Error("nothing was found");
    const answer = await take([refOf(first)], { newSetName: "From Reddit" });
    const set = await db.campaignSet.findUniqueOrThrow({ where: { id: answer.campaignSetId ?? "" } });
    expect(set).toMatchObject({ name: "From Reddit", status: "active", createdById: actor.userId });
    const [record] = answer.records;
    expect(await db.auditEntry.findFirst({ where: { subjectId: record?.recordId ?? "" } })).toMatchObject({
      action: "campaign.import",
      actorId: actor.userId,
      before: {},
      after: { name: "Campaign 2", platformId: first.platformId, budgetAmountMicros: "50000000" },
    });
  });

  test("a second time changes nothing and answers the same records", async () => {
    const { list, take } = await foundWorld();
    const refs = (await list()).map(refOf);
    const first = await take(refs);
    const second = await take(refs);
    expect(second.imported).toEqual({ campaigns: 0, adGroups: 0, ads: 0, keywords: 0 });
    expect(second.records.map(({ recordId }) => recordId)).toEqual(first.records.map(({ recordId }) => recordId));
  });

  test("by two people at once makes each record once", async () => {
    const { list, take, campaignSetId } = await foundWorld();
    const refs = (await list()).map(refOf);
    const answers = await Promise.all([take(refs), take(refs.toReversed())]);
    expect(await db.campaign.count({ where: { campaignSetId } })).toBe(2);
    expect(answers.map(({ imported }) => imported.campaigns).sort()).toEqual([0, 2]);
  });

  test("of an ad group that appeared under a campaign of ours puts it there, in step", async () => {
    const { list, take, plan, desk, world, campaignSetId } = await foundWorld({
      there: { campaigns: 1, adGroups: 1, ads: 1 },
    });
    await take((await list()).map(refOf));
    const { bulk } = world.host.platform("reddit").platform.control;
    const account = await db.connection.findUniqueOrThrow({ where: { id: world.connectionId } });
    const { adAccountId } = account.settings as { adAccountId: string };
    const made = bulk({ kind: "ad-group", count: 1, seed: 1, options: { adAccountId } });
    expect(made.created).toBe(1);
    await pull(world);
    const found = await list();
    expect(found).toMatchObject([
      { recordKind: "ad_group", parent: { recordKind: "campaign", name: "Campaign 1", campaignSetId } },
    ]);
    expect(await take(found.map(refOf), {})).toMatchObject({
      campaignSetId: null,
      imported: { campaigns: 0, adGroups: 1 },
    });
    expect(await db.adGroup.count({ where: { campaign: { campaignSetId } } })).toBe(2);
    expect((await plan()).operations).toEqual([]);
    expect(desk.writes()).toEqual([]);
  });

  test("names what it needs: a set for campaigns, records that were found", async () => {
    const { list, take } = await foundWorld();
    const [first] = await list();
    if (!first) throw new Error("nothing was found");
    await expect(take([refOf(first)], {})).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "campaignSetId" }],
    });
    await expect(take([refOf(first), { recordKind: "campaign", platformId: "nobody" }])).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "records[1].platformId" }],
    });
    expect(await list()).toHaveLength(2);
  });

  test("knows no set of another organisation, nor one that never was", async () => {
    const { list, take } = await foundWorld();
    const [first] = await list();
    if (!first) throw new Error("nothing was found");
    const other = await createOrganization();
    const theirs = await createSet({ actor: other.actor });
    for (const campaignSetId of [theirs.id, crypto.randomUUID()]) {
      await expect(take([refOf(first)], { campaignSetId })).rejects.toMatchObject({
        code: "not_found",
        errors: [{ path: "campaignSetId" }],
      });
    }
    expect(await list()).toHaveLength(2);
  });

  test("reads ten posts a call, and saves nothing when they cannot be read", async () => {
    const { list, take, desk, world, campaignSetId, clock } = await foundWorld({
      there: { campaigns: 3, adGroups: 2, ads: 4 },
    });
    const refs = (await list()).map(refOf);
    world.host.setFaults("reddit", [{ kind: "status", status: 500, match: { path: "structured_posts" } }]);
    await expect(take(refs)).rejects.toMatchObject({ code: "unavailable" });
    expect(await db.campaign.count({ where: { campaignSetId } })).toBe(0);
    expect(await list()).toHaveLength(3);
    world.host.setFaults("reddit", []);
    await clock.sleep(10 * 60_000);
    desk.forgetCalls();
    expect(await take(refs)).toMatchObject({ imported: { ads: 24 } });
    expect(desk.calls().filter(({ path }) => path.includes("structured_posts"))).toHaveLength(3);
  });
});

describe("budgets on ad groups", () => {
  /** Over there each ad group has a budget of its own, and every bid is automatic: our campaigns are never made like that. */
  async function sharedBudgets() {
    const made = await foundWorld({ there: { campaigns: 1, adGroups: 2, ads: 0 } });
    const { world, desk } = made;
    const rows = await db.remoteRecord.findMany({
      where: { connectionId: world.connectionId },
      orderBy: { id: "asc" },
    });
    const budgets = ["30000000", "10000000"];
    for (const row of rows) {
      const value = row.value as Record<string, unknown>;
      const own =
        row.recordKind === "campaign"
          ? { budgetOn: "ad_groups", budgetType: null, budgetAmountMicros: null, startAt: null, endAt: null }
          : { budgetType: "daily", budgetAmountMicros: budgets.shift() };
      await db.remoteRecord.update({ where: { id: row.id }, data: { value: { ...value, ...own } as object } });
    }
    desk.forgetCalls();
    return made;
  }

  test("are the campaign's here; uneven parts are named and stay as they are", async () => {
    const { list, take, plan, campaignSetId } = await sharedBudgets();
    const found = await list();
    expect(found).toMatchObject([{ budget: { perDayMicros: "40000000" } }]);
    const answer = await take(found.map(refOf));
    expect(answer.unheld.map(({ name, text }) => `${name}: ${text}`)).toEqual([
      "Ad group 1.1: Budget: $30.00 on Reddit, $20.00 here.",
      "Ad group 1.2: Budget: $10.00 on Reddit, $20.00 here.",
    ]);
    expect(await db.campaign.findFirst({ where: { campaignSetId } })).toMatchObject({
      budgetAmountMicros: 40_000_000n,
      budgetType: "daily",
      platformSettings: { budgetOn: "ad_groups" },
    });
    expect((await plan()).operations).toEqual([]);
  });

  test("take one more with them: the sum follows, and no other part is pushed", async () => {
    const { list, take, plan, campaignSetId, connectionId, actor } = await sharedBudgets();
    const [campaign] = await list();
    const group = await db.remoteRecord.findFirstOrThrow({ where: { connectionId, name: "Ad group 1.2" } });
    const { id: _id, ...apart } = group;
    await db.remoteRecord.delete({ where: { id: group.id } });
    await take([refOf(campaign as FoundView)]);
    await db.remoteRecord.create({
      data: { ...apart, id: group.id, organizationId: actor.organizationId, value: group.value as object },
    });
    const row = () => db.campaign.findFirstOrThrow({ where: { campaignSetId } });
    expect((await row()).budgetAmountMicros).toBe(30_000_000n);
    await take([{ recordKind: "ad_group", platformId: group.platformId }], {});
    expect((await row()).budgetAmountMicros).toBe(40_000_000n);
    expect((await plan()).operations).toEqual([]);
  });
});

describe("an adoption", () => {
  test("links a tree that was never pushed, as far as names match; nothing leaves, and nothing is created afterwards", async () => {
    const { list, adopt, plan, desk, world, campaignSetId } = await foundWorld({ there: SMALL, here: SMALL });
    const found = (await list()).find(({ name }) => name === "Campaign 1");
    if (!found?.suggestion) throw new Error("nothing is suggested");
    const answer = await adopt(found, found.suggestion.recordId);
    // Of a picture Reddit shows a copy of its own: which of the two stays is for a person to say.
    expect(answer).toMatchObject({ campaignSetId, conflicts: 4 });
    expect(answer.records).toHaveLength(7);
    expect(desk.writes()).toEqual([]);
    const conflicts = await db.conflict.findMany({ where: { campaignSetId, status: "open" } });
    expect(
      conflicts.map(({ recordKind, fields }) => [recordKind, (fields as { name: string }[]).map((f) => f.name)]),
    ).toEqual(Array.from({ length: 4 }, () => ["ad", ["imageUrl"]]));
    const { operations } = await plan();
    expect(operations.filter(({ kind }) => kind === "create")).toHaveLength(7);
    const adopted = new Set(answer.records.map(({ recordId }) => recordId));
    expect(operations.filter(({ recordId }) => adopted.has(recordId))).toEqual([]);
    await db.campaign.updateMany({ where: { campaignSetId, name: "Campaign 2" }, data: { status: "archived" } });
    await push(world);
    expect(await desk.list("campaign")).toHaveLength(2);
    expect(desk.writes()).toEqual([]);
  });

  test("opens a conflict where both sides say something else, and neither is lost", async () => {
    const { list, adopt, plan, campaignSetId } = await foundWorld({
      there: { campaigns: 1, adGroups: 0, ads: 0 },
      here: { campaigns: 1, adGroups: 0, ads: 0 },
    });
    await db.campaign.updateMany({
      where: { campaignSetId },
      data: { budgetAmountMicros: 70_000_000n, status: "draft" },
    });
    const [found] = await list();
    if (!found?.suggestion) throw new Error("nothing is suggested");
    expect(await adopt(found, found.suggestion.recordId)).toMatchObject({ conflicts: 1 });
    expect(await db.conflict.findFirst({ where: { campaignSetId } })).toMatchObject({
      fields: [
        { name: "status", base: null, local: "paused", platform: "active" },
        { name: "budgetAmountMicros", base: null, local: "70000000", platform: "50000000" },
      ],
    });
    expect((await plan()).operations).toEqual([]);
    expect(await db.campaign.findFirst({ where: { campaignSetId } })).toMatchObject({ status: "draft" });
    expect(await adopt(found, found.suggestion.recordId), "a second time answers the same").toMatchObject({
      conflicts: 1,
    });
  });

  test("is refused where the platform can never make the two alike, while a push runs, and for what is linked", async () => {
    const { list, adopt, campaignSetId, world } = await foundWorld({
      there: SMALL,
      here: { campaigns: 2, adGroups: 0, ads: 0 },
    });
    const [second, first] = await list();
    if (!first?.suggestion || !second?.suggestion) throw new Error("nothing is suggested");
    await db.campaign.update({ where: { id: second.suggestion.recordId }, data: { objective: "sales" } });
    await expect(adopt(second, second.suggestion.recordId)).rejects.toMatchObject({
      code: "precondition",
      message: expect.stringContaining("objective"),
    });
    const run = await db.syncRun.create({
      data: {
        id: crypto.randomUUID(),
        organizationId: world.actor.organizationId,
        campaignSetId,
        trigger: "person",
        openKey: campaignSetId,
      },
    });
    await expect(adopt(first, first.suggestion.recordId)).rejects.toMatchObject({ code: "precondition" });
    await db.syncRun.delete({ where: { id: run.id } });
    await adopt(first, first.suggestion.recordId);
    await expect(adopt(first, second.suggestion.recordId)).rejects.toMatchObject({ errors: [{ path: "platformId" }] });
    await expect(adopt(second, first.suggestion.recordId)).rejects.toMatchObject({ errors: [{ path: "recordId" }] });
    expect(await list()).toMatchObject([
      { recordKind: "ad_group" },
      { recordKind: "ad_group" },
      { name: "Campaign 2" },
    ]);
  });
});

test("adopting knows no record of another organisation, nor one that never was", async () => {
  const { list, adopt } = await foundWorld();
  const [first] = await list();
  if (!first) throw new Error("nothing was found");
  const other = await createOrganization();
  const theirs = await createSet({ actor: other.actor });
  for (const recordId of [theirs.campaigns[0]?.id ?? "", crypto.randomUUID()]) {
    await expect(adopt(first, recordId)).rejects.toMatchObject({ code: "not_found", errors: [{ path: "recordId" }] });
  }
});

describe("not ours", () => {
  test("takes a tree out of the list and out of what pulls count, until it is taken back", async () => {
    const { list, dismiss, world, actor, connectionId } = await foundWorld();
    const [first] = await list();
    if (!first) throw new Error("nothing was found");
    expect(await dismiss([refOf(first)])).toMatchObject({ changed: 1, counts: { open: 1, dismissed: 1 } });
    expect(await dismiss([refOf(first)]), "a second time changes nothing").toMatchObject({ changed: 0 });
    expect(await pull(world)).toMatchObject({ findings: { unknown: 7 } });
    expect((await list()).map(({ name }) => name)).toEqual(["Campaign 1"]);
    expect((await list("dismissed")).map(({ name }) => name)).toEqual(["Campaign 2"]);
    expect(await dismiss([refOf(first)], false)).toMatchObject({ changed: 1, counts: { open: 2, dismissed: 0 } });
    const entries = await db.auditEntry.findMany({ where: { subjectId: first.id }, orderBy: { id: "asc" } });
    expect(entries).toMatchObject([
      { action: "found.dismiss", actorId: actor.userId, before: { dismissed: false }, after: { dismissed: true } },
      { action: "found.undismiss" },
    ]);
    await expect(dismiss([{ recordKind: "campaign", platformId: "nobody" }])).rejects.toMatchObject({
      errors: [{ path: "records[0].platformId" }],
    });
    expect(connectionId).toBe(world.connectionId);
  });
});

describe("a second copy of a record of ours", () => {
  /** A create whose answer was lost and which the listing then did not show: made twice, both paused. */
  async function doubled() {
    const clock = createFakeClock({ at: new Date(), auto: true });
    const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 0, ads: 0 } });
    const desk = createDesk(world);
    await push(world);
    const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
    const original = await desk.of("campaign", campaign.id);
    const { bulk } = world.host.platform("reddit").platform.control;
    const account = await db.connection.findUniqueOrThrow({ where: { id: world.connectionId } });
    const { adAccountId } = account.settings as { adAccountId: string };
    const { ids } = bulk({ kind: "campaign", count: 1, seed: 1, options: { adAccountId } });
    const copyId = ids?.[0] ?? "";
    desk.change("campaign", copyId, { name: original.name });
    await clock.sleep(60_000);
    await pull(world);
    desk.forgetCalls();
    const { actor, connectionId } = world;
    const list = async () => (await listFound({ actor, connectionId, limit: 50, cursor: null })).items;
    const archive = () =>
      archiveCopies(
        { actor, connectionId, records: [{ recordKind: "campaign", platformId: copyId }] },
        { clock, open: world.open },
      );
    return { world, desk, campaign, original, copyId, list, archive };
  }

  test("is found by the next full listing while still paused, reported as such, and archived", async () => {
    const { list, archive, desk, campaign, copyId, original, world } = await doubled();
    expect(await list()).toMatchObject([
      { platformId: copyId, status: "paused", copyOf: { recordId: campaign.id, name: "Campaign 1" } },
    ]);
    expect(await archive()).toMatchObject({ archived: [{ platformId: copyId }], left: [] });
    expect(desk.writes()).toMatchObject([
      { method: "PATCH", path: expect.stringContaining(copyId), body: { data: { configured_status: "ARCHIVED" } } },
    ]);
    expect((await desk.of("campaign", campaign.id)).id).toBe(original.id);
    expect(await list()).toEqual([]);
    expect(await pull(world)).toMatchObject({ findings: { unknown: 0 } });
    expect(await list()).toEqual([]);
  });

  test("is left alone when it became active meanwhile, and what is no copy is refused", async () => {
    const { archive, desk, copyId, list, world } = await doubled();
    desk.change("campaign", copyId, { configured_status: "ACTIVE" });
    desk.forgetCalls();
    expect(await archive()).toMatchObject({ archived: [], left: [{ reason: expect.stringContaining("active") }] });
    expect(desk.writes()).toEqual([]);
    desk.change("campaign", copyId, { name: "Somebody's own" });
    await pull(world);
    expect(await list()).toMatchObject([{ name: "Somebody's own", copyOf: null }]);
    await expect(archive()).rejects.toMatchObject({ errors: [{ path: "records[0].platformId" }] });
  });
});
