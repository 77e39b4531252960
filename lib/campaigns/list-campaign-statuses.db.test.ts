import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "../db/client";
import { sql } from "../testing/db";
import { createOrganization, createSet, type TestOrganization } from "../testing/factories";
import { listCampaignStatuses, statusNumber } from "./list-campaign-statuses";

let org: TestOrganization;
beforeEach(async () => {
  org = await createOrganization();
});
const list = () => listCampaignStatuses({ actor: org.actor });

async function addCampaign(): Promise<string> {
  const set = await createSet({ actor: org.actor });
  return set.campaigns[0]?.id ?? "";
}

const ON = { status: "active", syncStatus: "synced", isThere: true, isOver: false } as const;

describe("the number of a campaign", () => {
  it.each<[number, string, Partial<Parameters<typeof statusNumber>[0]>]>([
    [1, "is active and there", {}],
    [1, "is active and has changes that wait", { syncStatus: "pending" }],
    [1, "is active with a conflict to decide", { syncStatus: "conflict" }],
    [2, "is paused", { status: "paused" }],
    [0, "is a draft", { status: "draft" }],
    [0, "is to run and is on no platform yet", { syncStatus: null, isThere: false }],
    [0, "was never there and its dates have passed", { syncStatus: null, isThere: false, isOver: true }],
    [3, "has come to its end", { isOver: true }],
    [3, "was paused when its end came", { status: "paused", isOver: true }],
    [3, "is completed", { status: "completed" }],
    [3, "is archived", { status: "archived" }],
    [-1, "could not be pushed", { syncStatus: "failed" }],
    [-1, "could not be created", { syncStatus: "failed", isThere: false }],
    [-1, "is in error", { status: "error" }],
  ])("is %i when it %s", (number, _, standing) => {
    expect(statusNumber({ ...ON, ...standing })).toBe(number);
  });
});

describe("the list", () => {
  it("has the campaigns of all sets, told from their rows, and none that is deleted or another organisation's", async () => {
    await createSet({ actor: (await createOrganization({ name: "Other" })).actor });
    expect(await list()).toEqual({ campaigns: [], syncing: false });
    const [draft, running, over, deleted, withSet] = [
      await addCampaign(),
      await addCampaign(),
      await addCampaign(),
      await addCampaign(),
      await addCampaign(),
    ];
    await db.campaign.updateMany({ where: { id: { in: [running, over] } }, data: { status: "active" } });
    await db.campaign.update({ where: { id: over }, data: { endAt: new Date(Date.now() - 1000) } });
    for (const id of [running, over]) await link(id);
    await db.campaign.update({ where: { id: deleted }, data: { deletedAt: new Date() } });
    await db.campaignSet.updateMany({
      where: { campaigns: { some: { id: withSet } } },
      data: { deletedAt: new Date() },
    });
    const { campaigns } = await list();
    const { name } = await db.campaign.findUniqueOrThrow({ where: { id: draft } });
    expect(campaigns[0]).toEqual({ id: draft, name, status: 0, organization_id: org.organizationId });
    expect(campaigns.map(({ id, status }) => [id, status])).toEqual([
      [draft, 0],
      [running, 1],
      [over, 3],
    ]);
  });

  it.each(["push", "pull", "undo"] as const)("says whether a %s is open, of this organisation only", async (kind) => {
    const { organizationId, connectionId } = org;
    const set = await createSet({ actor: org.actor });
    const subject = kind === "pull" ? { connectionId } : { campaignSetId: set.id };
    const run = await db.syncRun.create({
      data: { id: uuidv7(), organizationId, kind, trigger: "person", ...subject },
    });
    expect((await list()).syncing).toBe(true);
    const other = await createOrganization({ name: "Other" });
    expect((await listCampaignStatuses({ actor: other.actor })).syncing).toBe(false);
    await db.syncRun.update({ where: { id: run.id }, data: { status: "partial", endedAt: new Date() } });
    expect((await list()).syncing).toBe(false);
  });

  it("is whole with ten thousand campaigns", async () => {
    const id = await addCampaign();
    await sql(
      `insert into "Campaign" ("id", "organizationId", "campaignSetId", "connectionId", "platform", "name", "objective", "budgetType", "budgetAmountMicros", "currency", "updatedAt")
       select gen_random_uuid(), "organizationId", "campaignSetId", "connectionId", "platform", 'Campaign ' || n, "objective", "budgetType", "budgetAmountMicros", "currency", now()
       from "Campaign", generate_series(2, 10000) n where "id" = '${id}'`,
    );
    const { campaigns } = await list();
    expect(new Set(campaigns.map((campaign) => campaign.id)).size).toBe(10_000);
  });
});

async function link(recordId: string): Promise<void> {
  const { campaignSetId, connectionId } = await db.campaign.findUniqueOrThrow({ where: { id: recordId } });
  const { organizationId } = org;
  await db.link.create({
    data: {
      id: uuidv7(),
      organizationId,
      connectionId,
      campaignSetId,
      campaignId: recordId,
      recordKind: "campaign",
      recordId,
      platformId: uuidv7(),
      syncStatus: "synced",
    },
  });
}
