import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, test } from "vitest";
import { addCampaign } from "../campaigns/add-campaign";
import { deleteCampaign } from "../campaigns/delete-campaign";
import { editAdGroup } from "../campaigns/edit-ad-group";
import { editCampaign } from "../campaigns/edit-campaign";
import { editConnection } from "../connections/edit-connection";
import { db } from "../db/client";
import { AdGroupPatch, CampaignPatch } from "../domain/campaign";
import type { AuditEntryView } from "../domain/views/audit";
import type { CampaignSetView } from "../domain/views/campaigns";
import { explain } from "../sync/explain";
import { campaignInput, createOrganization, createSet, type TestOrganization } from "../testing/factories";
import { AUDIT_COLUMN_NAMES, exportAudit } from "./export-audit";
import { type ListAudit, listAudit } from "./list-audit";

let mine: TestOrganization;
let theirs: TestOrganization;
let set: CampaignSetView;

type Filter = Partial<Omit<ListAudit, "actor">>;
const list = (filter: Filter = {}, { actor } = mine) => listAudit({ actor, limit: 50, cursor: null, ...filter });
const first = async (filter: Filter): Promise<AuditEntryView> => {
  const { items } = await list(filter);
  const [entry] = items;
  if (!entry) throw new Error("nothing was written down");
  return entry;
};
const campaignOf = (at: number) => {
  const campaign = set.campaigns[at];
  if (!campaign) throw new Error("the set has too few campaigns");
  return campaign;
};

beforeAll(async () => {
  [mine, theirs] = await Promise.all([createOrganization({ name: "Mine" }), createOrganization({ name: "Theirs" })]);
  const { actor } = mine;
  set = await createSet({ actor, name: "Spring", campaigns: 2 });
  await createSet({ actor: theirs.actor, name: "Not mine" });
  const campaign = campaignOf(0);
  await editCampaign({
    actor,
    id: campaign.id,
    within: { campaignSetId: set.id },
    patch: CampaignPatch.parse({ version: 1, budget: { ...campaign.budget, amountMicros: "70000000" } }),
  });
  const adGroup = campaign.adGroups[0];
  await editAdGroup({
    actor,
    id: adGroup?.id ?? "",
    within: { campaignSetId: set.id, campaignId: campaign.id },
    patch: AdGroupPatch.parse({ version: 1, targeting: { ...adGroup?.targeting, communities: ["running"] } }),
  });
  await editConnection({ actor, id: mine.connectionId, patch: { guardrails: { maxDeletes: 12 } } });
});

describe("the audit", () => {
  test("names who, what, which record, and each field before and after, newest first", async () => {
    const { items } = await list();
    expect(items.map(({ action }) => action)).toEqual([
      "connection.guardrails",
      "ad_group.edit",
      "campaign.edit",
      "campaign_set.create",
    ]);
    expect(items[2]).toMatchObject({
      by: { kind: "person", id: mine.userId, name: "Owner of Mine" },
      subject: {
        kind: "campaign",
        id: campaignOf(0).id,
        name: campaignOf(0).name,
        gone: false,
        campaignSetId: set.id,
        currency: "USD",
      },
      runId: null,
      changes: [{ field: "budgetAmountMicros", from: campaignOf(0).budget.amountMicros, to: "70000000" }],
    });
    expect(items[1]?.changes).toEqual([
      { field: "targeting.communities", from: campaignOf(0).adGroups[0]?.targeting.communities, to: ["running"] },
    ]);
    expect(items[0]).toMatchObject({ subject: { kind: "connection", id: mine.connectionId, gone: false } });
    expect(items[0]?.changes).toEqual([{ field: "maxDeletes", from: 10, to: 12 }]);
  });

  test("shows nobody the entries of another organisation, by whatever filter", async () => {
    const { items } = await list({}, theirs);
    expect(items.map(({ action, subject }) => [action, subject.name])).toEqual([["campaign_set.create", "Not mine"]]);
    expect((await list({ record: campaignOf(0).id }, theirs)).items).toEqual([]);
    expect((await list({ person: mine.userId }, theirs)).items).toEqual([]);
    // Even where an entry names a foreign record, its name is not told.
    await db.auditEntry.create({
      data: {
        id: uuidv7(),
        organizationId: theirs.organizationId,
        actorKind: "system",
        action: "campaign.edit",
        subjectKind: "campaign",
        subjectId: campaignOf(0).id,
      },
    });
    const [forged] = (await list({ record: campaignOf(0).id }, theirs)).items;
    expect(forged?.subject).toMatchObject({ name: null, gone: true, campaignSetId: null });
  });

  test("is narrowed by person, action, record and time", async () => {
    expect((await list({ person: mine.userId })).items).toHaveLength(4);
    expect((await list({ person: theirs.userId })).items).toEqual([]);
    expect((await list({ action: "campaign.edit" })).items.map(({ subject }) => subject.id)).toEqual([
      campaignOf(0).id,
    ]);
    expect((await list({ record: mine.connectionId })).items.map(({ action }) => action)).toEqual([
      "connection.guardrails",
    ]);
    const { at } = await first({ action: "campaign.edit" });
    const later = new Date(Date.parse(at) + 1).toISOString();
    expect((await list({ since: at })).items.map(({ action }) => action)).toContain("campaign.edit");
    expect((await list({ since: later })).items.map(({ action }) => action)).not.toContain("campaign.edit");
    expect((await list({ until: at })).items.map(({ action }) => action)).not.toContain("campaign.edit");
    expect((await list({ until: later })).items.map(({ action }) => action)).toContain("campaign.edit");
  });

  test("is read page by page: each entry once, whatever is written meanwhile", async () => {
    const whole = (await list()).items.map(({ id }) => id);
    const read: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ limit: 3, cursor });
      if (cursor === null) await editConnection({ actor: mine.actor, id: mine.connectionId, patch: { name: "Later" } });
      read.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(read).toEqual(whole);
    expect((await first({})).action).toBe("connection.rename");
  });

  test("keeps the name of what is deleted, and says that there is nothing to open", async () => {
    const { actor } = mine;
    const added = await addCampaign({
      actor,
      parentId: set.id,
      input: campaignInput({ name: "Short life", connectionId: mine.connectionId }),
    });
    await deleteCampaign({ actor, id: added.id, within: { campaignSetId: set.id } });
    expect((await list({ record: added.id })).items.map(({ action, subject }) => [action, subject])).toEqual([
      ["campaign.delete", expect.objectContaining({ name: "Short life", gone: true, campaignSetId: null })],
      ["campaign.create", expect.objectContaining({ name: "Short life", gone: true })],
    ]);
  });

  test("tells of a pull the run it happened in, as long as there is such a run", async () => {
    const runId = uuidv7();
    const { organizationId, connectionId } = mine;
    const base = { organizationId, actorKind: "platform", subjectKind: "campaign", subjectId: campaignOf(1).id };
    await db.syncRun.create({
      data: { id: runId, organizationId, connectionId, kind: "pull", trigger: "schedule", status: "completed" },
    });
    await db.auditEntry.createMany({
      data: [uuidv7(), runId].map((syncRunId) => ({ ...base, id: uuidv7(), action: "campaign.pull", syncRunId })),
    });
    const { items } = await list({ action: "campaign.pull" });
    expect(items.map((entry) => [entry.runId, entry.by])).toEqual([
      [runId, { kind: "platform", id: null, name: "Reddit" }],
      [null, { kind: "platform", id: null, name: "Reddit" }],
    ]);
    expect(items.some(({ adopted }) => adopted)).toBe(false);
  });

  test("tells what was taken over with an adoption from what a later reading took over", async () => {
    const adopter = await createOrganization({ name: "Adopter" });
    const { organizationId, actor } = adopter;
    const { campaigns } = await createSet({ actor, name: "Taken on" });
    const record = campaigns[0]?.id ?? "";
    const base = { organizationId, subjectKind: "campaign", subjectId: record };
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    for (const [action, minutes, actorKind] of [
      ["campaign.pull", -1, "platform"],
      ["campaign.adopt", 0, "person"],
      ["campaign.pull", 0.01, "platform"],
      ["campaign.pull", 5, "platform"],
    ] as const)
      await db.auditEntry.create({ data: { ...base, id: uuidv7(), action, actorKind, at: at(minutes) } });
    const { items } = await list({ record, action: "campaign.pull" }, adopter);
    expect(items.map(({ adopted }) => adopted ?? false)).toEqual([false, true, false]);
  });
});

describe("as CSV", () => {
  const rows = async (filter: Filter, most?: number) => {
    const parts: string[] = [];
    for await (const part of exportAudit({ actor: mine.actor, ...filter }, most)) parts.push(part);
    const [head, ...lines] = parts.join("").trimEnd().split("\r\n");
    expect(head).toBe(AUDIT_COLUMN_NAMES.join(","));
    return lines.map((line) => line.split(","));
  };
  const at = (name: (typeof AUDIT_COLUMN_NAMES)[number]) => AUDIT_COLUMN_NAMES.indexOf(name);

  test("has a line for each field, with the same filters", async () => {
    const [line = [], ...more] = await rows({ action: "campaign.edit" });
    expect(more).toEqual([]);
    expect([line[at("by")], line[at("record")], line[at("field")], line[at("after")], line[at("currency")]]).toEqual([
      "Owner of Mine",
      campaignOf(0).name,
      "budgetAmountMicros",
      "70000000",
      "USD",
    ]);
    expect(await rows({ action: "campaign_set.create" })).toHaveLength(2);
  });

  test("stops at its most entries", async () => {
    expect(new Set((await rows({}, 2)).map(([id]) => id)).size).toBe(2);
  });
});

test("what an API key did goes by the name it had then, in the list and in how a value came to be", async () => {
  const { id, budget } = campaignOf(1);
  const actor = { ...mine.actor, userId: null, kind: "api_key" as const, name: "Nightly import" };
  const { version } = await db.campaign.findUniqueOrThrow({ where: { id } });
  const patch = CampaignPatch.parse({ version, budget: { ...budget, amountMicros: "61000000" } });
  await editCampaign({ actor, id, within: { campaignSetId: set.id }, patch });
  expect(await first({ record: id })).toMatchObject({ by: { kind: "api_key", id: null, name: "Nightly import" } });
  const { steps } = await explain({ actor, recordKind: "campaign", recordId: id, field: "budgetAmountMicros" });
  expect(steps).toContainEqual(expect.objectContaining({ kind: "edit", by: "Nightly import", to: "61000000" }));
});
