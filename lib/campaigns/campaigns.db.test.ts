import { beforeAll, describe, expect, it } from "vitest";
import { db } from "../db/client";
import { AdGroupPatch, AdPatch, CampaignPatch, CampaignSetInput, KeywordInput } from "../domain/campaign";
import { CampaignSetPage, CampaignSetView } from "../domain/views/campaigns";
import { countRows, sql } from "../testing/db";
import {
  adGroupInput,
  adInput,
  campaignInput,
  createOrganization,
  createSet,
  type TestOrganization,
} from "../testing/factories";
import { addAd } from "./add-ad";
import { addAdGroup } from "./add-ad-group";
import { addCampaign } from "./add-campaign";
import { addKeyword } from "./add-keyword";
import { createCampaignSet } from "./create-campaign-set";
import { deleteAdGroup } from "./delete-ad-group";
import { deleteCampaign } from "./delete-campaign";
import { deleteCampaignSet } from "./delete-campaign-set";
import { editAd } from "./edit-ad";
import { editAdGroup } from "./edit-ad-group";
import { editCampaign } from "./edit-campaign";
import { editCampaignSet } from "./edit-campaign-set";
import { getCampaignSet } from "./get-campaign-set";
import { getCampaign } from "./get-records";
import { listCampaignSets } from "./list-campaign-sets";

let org: TestOrganization;
let other: TestOrganization;
beforeAll(async () => {
  org = await createOrganization();
  other = await createOrganization({ name: "Other" });
});

/** Everything of the set stands on its platform as it is here, the way a run leaves it. */
async function landEverything(setId: string): Promise<void> {
  const { readSetRecords } = await import("../db/set-records");
  const { planRecords } = await import("../sync/plan-records");
  const records = planRecords(await readSetRecords(org.organizationId, setId));
  await sql(
    `insert into "Link" ("id", "organizationId", "connectionId", "campaignSetId", "campaignId", "recordKind", "recordId",
       "platformId", "shadowDesired", "shadowObserved", "syncStatus", "lastSyncedAt")
     select gen_random_uuid(), $1::uuid, "connectionId", $2::uuid, "campaignId", kind, id, 'p-' || id, desired, desired, 'synced', now()
     from jsonb_to_recordset($3::jsonb) as r(id uuid, "connectionId" uuid, "campaignId" uuid, kind "RecordKind", desired jsonb)`,
    [org.organizationId, setId, JSON.stringify(records)],
  );
}

const firstCampaign = (set: CampaignSetView) => set.campaigns[0] as CampaignSetView["campaigns"][number];

describe("creating a set", () => {
  it("keeps the whole tree, in order, with the inputs it was made from", async () => {
    const input = CampaignSetInput.parse({
      name: "  Autumn  ",
      config: { template: "launch", rows: 2 },
      campaigns: [
        campaignInput({
          name: "First",
          budget: { type: "lifetime", amountMicros: "9000000000000000", currency: "USD" },
          startAt: "2027-01-01T00:00:00+02:00",
          endAt: "2027-02-01T00:00:00Z",
          adGroups: [
            adGroupInput({
              name: "Group",
              ads: [adInput({ headlines: ["One", "Two"] }), adInput({ headlines: ["Three"], imageUrl: null })],
              keywords: [{ text: "running shoes", matchType: "exact", bidMicros: "1200000" }],
            }),
          ],
        }),
        campaignInput({ name: "Second", adGroups: [] }),
      ],
    });
    const set = await createCampaignSet({ actor: org.actor, input });
    expect(CampaignSetView.parse(set)).toEqual(set);
    expect(set).toMatchObject({
      name: "Autumn",
      status: "pending",
      config: { template: "launch", rows: 2 },
      version: 1,
    });
    expect(set.campaigns.map((campaign) => campaign.name)).toEqual(["First", "Second"]);
    const [first] = set.campaigns;
    expect(first).toMatchObject({
      connectionId: org.connectionId,
      connectionName: "Reddit",
      platform: "reddit",
      budget: { type: "lifetime", amountMicros: "9000000000000000", currency: "USD" },
      startAt: "2026-12-31T22:00:00.000Z",
      sync: { status: "pending", platformId: null, unsynced: [] },
    });
    const adGroup = first?.adGroups[0];
    expect(adGroup?.ads.map((ad) => ad.headlines)).toEqual([["One", "Two"], ["Three"]]);
    expect(adGroup?.keywords).toMatchObject([{ text: "running shoes", bidMicros: "1200000", supported: false }]);
    // Keywords Reddit does not have are no records that could be in step.
    expect(set.sync).toEqual({ total: 5, synced: 0, pending: 5, failed: 0, conflict: 0 });
    const [audit] = await sql(`select "action", "actorId" from "AuditEntry" where "subjectId" = $1`, [set.id]);
    expect(audit).toEqual({ action: "campaign_set.create", actorId: org.userId });
  });

  it("takes 10,000 campaigns in a number of statements that does not grow", async () => {
    const set = await createSet({ actor: org.actor, campaigns: 10_000, adGroups: 0, name: "Big" });
    expect(set.campaignCount).toBe(10_000);
    expect(set.campaigns[9_999]?.name).toBe("Campaign 10000");
    await sql(`update "CampaignSet" set "deletedAt" = now() where "id" = $1`, [set.id]);
  }, 60_000);

  it.each([
    [
      "someone else's connection",
      () => ({ connectionId: other.connectionId, platform: undefined }),
      "not_found",
      "connectionId",
    ],
    ["a platform without a connection", () => ({ platform: "meta" as const }), "invalid", "platform"],
    [
      "a currency the ad account is not billed in",
      () => ({ budget: { type: "daily" as const, amountMicros: "1000000", currency: "EUR" as const } }),
      "invalid",
      "budget.currency",
    ],
  ])("refuses %s, names the field and writes nothing", async (_, change, code, field) => {
    const before = await countRows();
    const input = CampaignSetInput.parse({ name: "Refused", campaigns: [campaignInput(), campaignInput(change())] });
    await expect(createCampaignSet({ actor: org.actor, input })).rejects.toMatchObject({
      code,
      errors: [{ path: `campaigns[1].${field}` }],
    });
    expect(await countRows()).toEqual(before);
  });

  it("asks which connection when a platform has several", async () => {
    const two = await createOrganization();
    const { redditConnection } = await import("../testing/factories");
    await db.connection.create({
      data: redditConnection({
        id: crypto.randomUUID(),
        organizationId: two.organizationId,
        account: 77,
        name: "Second",
      }),
    });
    const input = CampaignSetInput.parse({ name: "Which one", campaigns: [campaignInput()] });
    await expect(createCampaignSet({ actor: two.actor, input })).rejects.toMatchObject({
      errors: [{ path: "campaigns[0].connectionId" }],
    });
  });
});

describe("editing", () => {
  it("raises the version, keeps what the patch leaves out, and says who did what", async () => {
    const set = await createSet({ actor: org.actor });
    const { id } = firstCampaign(set);
    const edited = await editCampaign({
      actor: org.actor,
      id,
      patch: CampaignPatch.parse({ name: "Renamed", version: 1 }),
    });
    expect(edited).toMatchObject({
      name: "Renamed",
      version: 2,
      objective: "traffic",
      budget: { amountMicros: "50000000" },
    });
    const [audit] = await sql(
      `select "before", "after" from "AuditEntry" where "subjectId" = $1 and "action" = 'campaign.edit'`,
      [id],
    );
    expect(audit).toEqual({ before: { name: "Campaign 1" }, after: { name: "Renamed" } });
  });

  it("writes nothing when nothing changes", async () => {
    const set = await createSet({ actor: org.actor });
    const { id } = firstCampaign(set);
    const before = await countRows();
    const patch = CampaignPatch.parse({
      name: "Campaign 1",
      budget: { type: "daily", amountMicros: "50000000", currency: "USD" },
      version: 1,
    });
    expect(await editCampaign({ actor: org.actor, id, patch })).toMatchObject({ version: 1 });
    expect(await countRows()).toEqual(before);
  });

  it("lets one of two editors win, and tells the other", async () => {
    const set = await createSet({ actor: org.actor });
    const { id } = firstCampaign(set);
    const edit = (name: string) =>
      editCampaign({ actor: org.actor, id, patch: CampaignPatch.parse({ name, version: 1 }) });
    const results = await Promise.allSettled([edit("Anna's name"), edit("Ben's name")]);
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ code: "stale_version" });
    expect((await getCampaign({ actor: org.actor, id })).version).toBe(2);
  });

  it("checks dates against the date that stays", async () => {
    const set = await createCampaignSet({
      actor: org.actor,
      input: CampaignSetInput.parse({
        name: "Dates",
        campaigns: [campaignInput({ startAt: "2027-03-01T00:00:00Z", endAt: "2027-04-01T00:00:00Z" })],
      }),
    });
    const { id } = firstCampaign(set);
    const edit = (change: object) =>
      editCampaign({ actor: org.actor, id, patch: CampaignPatch.parse({ ...change, version: 1 }) });
    await expect(edit({ endAt: "2027-02-01T00:00:00Z" })).rejects.toMatchObject({ errors: [{ path: "endAt" }] });
    await expect(edit({ startAt: "2027-05-01T00:00:00Z" })).rejects.toMatchObject({ errors: [{ path: "startAt" }] });
    await expect(
      edit({ endAt: null, budget: { type: "lifetime", amountMicros: "1", currency: "USD" } }),
    ).rejects.toMatchObject({ errors: [{ path: "endAt" }] });
    await expect(edit({ budget: { type: "daily", amountMicros: "1000000", currency: "CHF" } })).rejects.toMatchObject({
      errors: [{ path: "budget.currency" }],
    });
    expect(await edit({ endAt: "2027-06-01T00:00:00Z" })).toMatchObject({
      endAt: "2027-06-01T00:00:00.000Z",
      version: 2,
    });
  });

  it("does not find a record under another parent, nor another organisation's", async () => {
    const [set, elsewhere] = await Promise.all([createSet({ actor: org.actor }), createSet({ actor: org.actor })]);
    const campaign = firstCampaign(set);
    const adGroup = campaign.adGroups[0];
    const patch = AdGroupPatch.parse({ name: "Moved", version: 1 });
    const id = adGroup?.id ?? "";
    for (const [actor, within] of [
      [org.actor, { campaignSetId: elsewhere.id }],
      [org.actor, { campaignId: firstCampaign(elsewhere).id }],
      [other.actor, undefined],
    ] as const) {
      await expect(editAdGroup({ actor, id, within, patch })).rejects.toMatchObject({ code: "not_found" });
    }
    expect((await getCampaign({ actor: org.actor, id: campaign.id })).adGroups[0]?.name).toBe(adGroup?.name);
  });

  it("replaces an ad's lists and clears what is set to null", async () => {
    const set = await createSet({ actor: org.actor });
    const ad = firstCampaign(set).adGroups[0]?.ads[0];
    const patch = AdPatch.parse({ headlines: ["New"], imageUrl: null, version: 1 });
    expect(await editAd({ actor: org.actor, id: ad?.id ?? "", patch })).toMatchObject({
      headlines: ["New"],
      imageUrl: null,
      callToAction: ad?.callToAction,
      version: 2,
    });
  });

  it("renames a set", async () => {
    const set = await createSet({ actor: org.actor });
    const renamed = await editCampaignSet({ actor: org.actor, id: set.id, patch: { name: "Better name", version: 1 } });
    expect(renamed).toMatchObject({ name: "Better name", version: 2 });
  });
});

describe("adding", () => {
  it("puts new records at the end of their parent", async () => {
    const set = await createSet({ actor: org.actor, campaigns: 2 });
    const { actor } = org;
    const campaign = await addCampaign({ actor, parentId: set.id, input: campaignInput({ name: "Third" }) });
    const adGroup = await addAdGroup({ actor, parentId: campaign.id, input: adGroupInput({ name: "Later" }) });
    const ad = await addAd({ actor, parentId: adGroup.id, input: adInput({ headlines: ["Last"] }) });
    const keyword = await addKeyword({ actor, parentId: adGroup.id, input: KeywordInput.parse({ text: "shoes" }) });
    const after = await getCampaignSet({ actor, campaignSetId: set.id });
    expect(after.campaigns.map(({ name }) => name)).toEqual(["Campaign 1", "Campaign 2", "Third"]);
    const added = after.campaigns[2]?.adGroups.at(-1);
    expect(added?.id).toBe(adGroup.id);
    expect(added?.ads.at(-1)?.id).toBe(ad.id);
    expect(added?.keywords).toEqual([keyword]);
  });

  it("does not find someone else's parent", async () => {
    const set = await createSet({ actor: org.actor });
    const before = await countRows();
    await expect(addCampaign({ actor: other.actor, parentId: set.id, input: campaignInput() })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await countRows()).toEqual(before);
  });
});

describe("what is on a platform", () => {
  it("is in step until it is edited, shows the edit, and is in step again when that is undone", async () => {
    const { actor } = org;
    const set = await createSet({ actor, adGroups: 2 });
    await landEverything(set.id);
    expect((await getCampaignSet({ actor, campaignSetId: set.id })).sync).toMatchObject({ total: 5, synced: 5 });

    const adGroup = firstCampaign(set).adGroups[1];
    const id = adGroup?.id ?? "";
    const edited = await editAdGroup({ actor, id, patch: AdGroupPatch.parse({ name: "Edited", version: 1 }) });
    expect(edited.sync).toMatchObject({
      status: "pending",
      unsynced: [{ field: "name", from: adGroup?.name, to: "Edited" }],
    });
    const listed = async () => (await listCampaignSets({ actor, limit: 1, cursor: null })).items[0];
    expect(await listed()).toMatchObject({ id: set.id, sync: { total: 5, synced: 4, pending: 1 } });

    await editAdGroup({ actor, id, patch: AdGroupPatch.parse({ name: adGroup?.name, version: 2 }) });
    expect(await listed()).toMatchObject({ sync: { total: 5, synced: 5, pending: 0 } });
  });

  it("is in step where nothing can be sent any more: never made and archived here, or below what is archived", async () => {
    const { actor } = org;
    const set = await createSet({ actor, adGroups: 2 });
    const listed = async () => (await listCampaignSets({ actor, limit: 1, cursor: null })).items[0]?.sync;
    const read = async () => (await getCampaignSet({ actor, campaignSetId: set.id })).sync;
    const campaign = firstCampaign(set);
    const archived = AdGroupPatch.parse({ status: "archived", version: 1 });
    await editAdGroup({ actor, id: campaign.adGroups[0]?.id ?? "", patch: archived });
    for (const sync of [await listed(), await read()]) expect(sync).toMatchObject({ total: 5, synced: 2, pending: 3 });
    await editCampaign({ actor, id: campaign.id, patch: CampaignPatch.parse({ status: "archived", version: 1 }) });
    for (const sync of [await listed(), await read()]) expect(sync).toMatchObject({ total: 5, synced: 5, pending: 0 });

    // A create that was sent and not confirmed may have made it: then there is still something to do.
    await sql(
      `insert into "Link" ("id", "organizationId", "connectionId", "campaignSetId", "campaignId", "recordKind", "recordId", "intentAt")
       values (gen_random_uuid(), $1, $2, $3, $4::uuid, 'campaign', $4::uuid, now())`,
      [org.organizationId, org.connectionId, set.id, campaign.id],
    );
    for (const sync of [await listed(), await read()]) expect(sync).toMatchObject({ total: 5, synced: 4, pending: 1 });
  });

  it("is hidden when it is deleted, counts until it is taken off, and keeps its row", async () => {
    const { actor } = org;
    const set = await createSet({ actor, adGroups: 2 });
    await landEverything(set.id);
    const id = firstCampaign(set).adGroups[0]?.id ?? "";
    await deleteAdGroup({ actor, id });
    const after = await getCampaignSet({ actor, campaignSetId: set.id });
    expect(after.campaigns[0]?.adGroups.map((adGroup) => adGroup.id)).not.toContain(id);
    expect(after.sync).toEqual({ total: 4, synced: 3, pending: 1, failed: 0, conflict: 0 });
    expect((await listCampaignSets({ actor, limit: 1, cursor: null })).items[0]?.sync).toEqual(after.sync);
    expect(await db.adGroup.findUnique({ where: { id } })).toMatchObject({ deletedAt: expect.any(Date) });
    await expect(deleteAdGroup({ actor, id })).rejects.toMatchObject({ code: "not_found" });
  });

  it("keeps its set from being deleted", async () => {
    const { actor } = org;
    const set = await createSet({ actor });
    await landEverything(set.id);
    await expect(deleteCampaignSet({ actor, id: set.id })).rejects.toMatchObject({ code: "conflict" });
    await deleteCampaign({ actor, id: firstCampaign(set).id });
    await expect(deleteCampaignSet({ actor, id: set.id })).rejects.toMatchObject({ code: "conflict" });
    // The remove operation landed.
    await sql(
      `update "Link" set "syncStatus" = 'synced', "shadowDesired" = '{"status":"archived"}' where "campaignSetId" = $1`,
      [set.id],
    );
    await deleteCampaignSet({ actor, id: set.id });
    await expect(getCampaignSet({ actor, campaignSetId: set.id })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("deleting what was never pushed", () => {
  it("takes the rows away", async () => {
    const set = await createSet({ actor: org.actor, adGroups: 2, ads: 2 });
    const { id } = firstCampaign(set);
    await deleteCampaign({ actor: org.actor, id });
    expect(await db.campaign.findUnique({ where: { id } })).toBeNull();
    expect(await db.adGroup.count({ where: { campaignId: id } })).toBe(0);
  });

  it("keeps the row while a run is open, which may be about to push it", async () => {
    const set = await createSet({ actor: org.actor });
    await sql(
      `insert into "SyncRun" ("id", "organizationId", "campaignSetId", "trigger", "openKey", "status")
       values (gen_random_uuid(), $1, $2, 'person', $2, 'running')`,
      [org.organizationId, set.id],
    );
    const { id } = firstCampaign(set);
    await deleteCampaign({ actor: org.actor, id });
    expect(await db.campaign.findUnique({ where: { id } })).toMatchObject({ deletedAt: expect.any(Date) });
    await expect(deleteCampaignSet({ actor: org.actor, id: set.id })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("listing", () => {
  it("pages newest first, without repeats, and shows only one's own", async () => {
    const { actor } = await createOrganization();
    const made: string[] = [];
    for (let number = 1; number <= 5; number += 1) made.push((await createSet({ actor, name: `Set ${number}` })).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id: string }[]; nextCursor: string | null } = CampaignSetPage.parse(
        await listCampaignSets({ actor, limit: 2, cursor }),
      );
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((set) => set.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(made.reverse());
  });

  it("says of a set in a list what its page says", async () => {
    const set = await createSet({ actor: org.actor, campaigns: 3, adGroups: 2, ads: 2 });
    const {
      config: _config,
      campaigns: _campaigns,
      ...summary
    } = await getCampaignSet({ actor: org.actor, campaignSetId: set.id });
    const { items } = await listCampaignSets({ actor: org.actor, limit: 1, cursor: null });
    expect(items[0]).toEqual(summary);
    expect(summary).toMatchObject({
      campaignCount: 3,
      platforms: ["reddit"],
      dailyBudget: [{ currency: "USD", amountMicros: "150000000" }],
    });
  });
});
