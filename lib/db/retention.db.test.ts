import { uuidv7 } from "uuidv7";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RETENTION, RETENTION_NAMES, type RetentionName } from "../domain/retention";
import { createOrganization, createSet, type TestOrganization } from "../testing/factories";
import { createFakeClock } from "../testing/fake-clock";
import { db } from "./client";
import { deletePast } from "./retention";

const NOW = new Date("2026-11-20T03:17:00.000Z");
const clock = createFakeClock({ at: NOW });
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
/** An hour past the period of this line, and an hour before its end. */
const past = (name: RetentionName) => new Date(daysAgo(RETENTION[name].days).getTime() - 3_600_000);
const within = (name: RetentionName) => new Date(daysAgo(RETENTION[name].days).getTime() + 3_600_000);

const deleteAll = async () => {
  const gone: Partial<Record<RetentionName, number>> = {};
  for (const name of RETENTION_NAMES) {
    const { rows } = await deletePast(name, { clock });
    if (rows > 0) gone[name] = rows;
  }
  return gone;
};

let organization: TestOrganization;
let campaignSetId: string;
let campaignId: string;

beforeAll(async () => {
  organization = await createOrganization();
  const set = await createSet({ actor: organization.actor });
  campaignSetId = set.id;
  campaignId = set.campaigns[0]?.id ?? "";
});
// What making the organisation left in the audit is of no account here.
beforeEach(async () => {
  await db.liveEvent.deleteMany();
  await db.auditEntry.deleteMany();
  await db.operation.deleteMany();
  await db.plan.deleteMany();
  await db.syncRun.deleteMany();
});

const run = async (endedAt: Date | null, more: { planId?: string; openKey?: string } = {}) => {
  const id = uuidv7();
  const { organizationId } = organization;
  const status = endedAt ? ("completed" as const) : ("running" as const);
  await db.syncRun.create({ data: { id, organizationId, campaignSetId, trigger: "person", status, endedAt, ...more } });
  return id;
};
const plan = async (createdAt: Date) => {
  const id = uuidv7();
  const { organizationId } = organization;
  await db.plan.create({ data: { id, organizationId, campaignSetId, digest: "", basis: "", summary: {}, createdAt } });
  return id;
};
const operation = async (
  planId: string,
  syncRunId: string | null,
  field: string,
  state: "applied" | "failed" | "planned" = "applied",
) => {
  const id = uuidv7();
  const { organizationId, connectionId } = organization;
  await db.operation.create({
    data: {
      id,
      organizationId,
      planId,
      syncRunId,
      seq: 1,
      kind: "update",
      recordKind: "campaign",
      recordId: campaignId,
      recordName: "One",
      connectionId,
      campaignId,
      platform: "reddit",
      changes: [{ field, from: "1", to: "2", by: null, reason: "edited here" }],
      desired: {},
      recordVersion: 1,
      state,
    },
  });
  return id;
};
const call = (at: Date) =>
  db.platformCall.create({
    data: {
      id: uuidv7(),
      organizationId: organization.organizationId,
      connectionId: organization.connectionId,
      method: "POST",
      path: "/campaigns",
      status: 201,
      ms: 12,
      platformRequestId: "request",
      requestBody: { name: "One" },
      responseBody: { id: "1" },
      at,
    },
  });
const audit = async (action: string, at: Date, before: object = {}, after: object = {}) => {
  const subject = { subjectKind: "campaign", subjectId: campaignId, actorKind: "person" };
  const { organizationId } = organization;
  await db.auditEntry.create({ data: { id: uuidv7(), organizationId, ...subject, action, before, after, at } });
};

test("live events go after their period, to the day", async () => {
  const event = (id: bigint, createdAt: Date) => ({ topic: "t", id, type: "run", data: {}, createdAt });
  await db.liveEvent.createMany({ data: [event(1n, past("liveEvents")), event(2n, within("liveEvents"))] });
  expect(await deleteAll()).toEqual({ liveEvents: 1 });
  expect(await db.liveEvent.findMany({ where: { topic: "t" }, select: { id: true } })).toEqual([{ id: 2n }]);
});

test("answers to repeated writes, unfinished sign-ins and dismissals go; what was not dismissed stays", async () => {
  const { organizationId, connectionId } = organization;
  const answer = (key: string, createdAt: Date) => ({ organizationId, key, requestHash: "", createdAt });
  await db.idempotencyRecord.createMany({
    data: [answer("a", past("idempotency")), answer("b", within("idempotency"))],
  });
  const flow = (stateHash: string, expiresAt: Date) => ({
    stateHash,
    organizationId,
    userId: organization.userId,
    platform: "reddit" as const,
    mode: "simulator" as const,
    codeVerifier: "",
    redirectUri: "",
    expiresAt,
  });
  await db.authorizationFlow.createMany({
    data: [flow("a", past("authorizations")), flow("b", within("authorizations"))],
  });
  const remote = (platformId: string, dismissedAt: Date | null) => ({
    id: uuidv7(),
    organizationId,
    connectionId,
    recordKind: "campaign" as const,
    platformId,
    name: platformId,
    value: {},
    firstSeenAt: daysAgo(2_000),
    seenAt: daysAgo(2_000),
    dismissedAt,
  });
  await db.remoteRecord.createMany({
    data: [remote("old", past("dismissals")), remote("young", within("dismissals")), remote("open", null)],
  });
  expect(await deleteAll()).toEqual({ idempotency: 1, authorizations: 1, dismissals: 1 });
  const left = await db.remoteRecord.findMany({ where: { connectionId }, orderBy: { platformId: "asc" } });
  expect(left.map(({ platformId }) => platformId)).toEqual(["open", "young"]);
});

test("bodies of calls go sooner than the calls", async () => {
  await call(past("calls"));
  const bare = await call(past("callBodies"));
  const whole = await call(within("callBodies"));
  // The oldest loses its bodies first and then goes whole.
  expect(await deleteAll()).toEqual({ callBodies: 2, calls: 1 });
  expect(await db.platformCall.findUnique({ where: { id: bare.id } })).toMatchObject({
    requestBody: null,
    responseBody: null,
    platformRequestId: "request",
  });
  expect(await db.platformCall.findUnique({ where: { id: whole.id } })).toMatchObject({ requestBody: { name: "One" } });
  expect(await deleteAll()).toEqual({});
});

test("what a listing named goes a week after its run", async () => {
  const [old, young] = [await run(past("listings")), await run(within("listings"))];
  const page = (syncRunId: string) => ({ syncRunId, recordKind: "campaign" as const, page: 1, platformIds: ["1"] });
  await db.listingPage.createMany({ data: [page(old), page(young)] });
  expect(await deleteAll()).toEqual({ listings: 1 });
  expect(await db.listingPage.findMany({ select: { syncRunId: true } })).toEqual([{ syncRunId: young }]);
});

describe("runs, plans and operations", () => {
  test("an old run goes with its plan once a newer one exists, and a run that is open never", async () => {
    const open = await run(null, { openKey: campaignSetId });
    const planId = await plan(past("runs"));
    const old = await run(past("runs"), { planId });
    await operation(planId, old, "name");
    expect(await deleteAll(), "the newest run stays").toEqual({});

    const newer = await run(within("runs"));
    expect(await deleteAll()).toEqual({ operations: 1, runs: 1, plans: 1 });
    const left = (await db.syncRun.findMany({ select: { id: true } })).map(({ id }) => id);
    expect(left.sort()).toEqual([open, newer].sort());
  });

  test("what was sent about money stays, with its run and plan; what failed or says nothing of money goes", async () => {
    const planId = await plan(past("runs"));
    const old = await run(past("runs"), { planId });
    await run(within("runs"));
    const spent = await operation(planId, old, "budgetAmountMicros");
    const bid = await operation(planId, old, "bidMicros");
    await operation(planId, old, "name");
    await operation(planId, old, "budgetAmountMicros", "failed");
    expect(await deleteAll()).toEqual({ operations: 2 });
    expect((await db.operation.findMany()).map(({ id }) => id).sort()).toEqual([spent, bid].sort());
    expect(await db.syncRun.count({ where: { id: old } })).toBe(1);
    expect(await db.plan.count({ where: { id: planId } })).toBe(1);
  });

  test("a plan nobody pushed goes with its operations; one that a run approved stays as long as the run", async () => {
    const idle = await plan(past("plans"));
    await operation(idle, null, "budgetAmountMicros", "planned");
    const young = await plan(within("plans"));
    const carried = await plan(past("plans"));
    await run(daysAgo(40), { planId: carried });
    expect(await deleteAll()).toEqual({ plans: 1 });
    expect((await db.plan.findMany()).map(({ id }) => id).sort()).toEqual([young, carried].sort());
    expect(await db.operation.count()).toBe(0);
  });
});

test("audit goes after two years, but not what was decided about money", async () => {
  const old = past("audit");
  await audit("campaign.edit", old, { name: "One" }, { name: "Two" });
  await audit("campaign.edit", within("audit"), { name: "Two" }, { name: "Three" });
  await audit("campaign.edit", old, { budgetAmountMicros: "1" }, { budgetAmountMicros: "2" });
  await audit("ad_group.pull", old, { bidStrategy: "automatic" }, { bidStrategy: "manual_cpc" });
  await audit("connection.guardrails", old, { maxIncrease: 0.5 }, { maxIncrease: 2 });
  await audit("guardrail.approve", old, { reason: "held" });
  expect(await deleteAll()).toEqual({ audit: 1 });
  expect(await db.auditEntry.count({ where: { action: "campaign.edit" } })).toBe(2);
});

test("links and conflicts stay, however old", async () => {
  const { organizationId, connectionId } = organization;
  const record = { organizationId, connectionId, campaignSetId, campaignId, recordId: campaignId };
  const kind = { recordKind: "campaign" as const };
  const ancient = daysAgo(4_000);
  const link = await db.link.create({
    data: { ...record, ...kind, id: uuidv7(), platformId: "9", createdAt: ancient },
  });
  const conflict = { ...record, ...kind, linkId: link.id, recordName: "One", platform: "reddit" as const, fields: [] };
  await db.conflict.create({ data: { ...conflict, id: uuidv7(), openKey: link.id, detectedAt: ancient } });
  await db.conflict.create({
    data: { ...conflict, id: uuidv7(), status: "resolved", detectedAt: ancient, resolvedAt: ancient },
  });
  expect(await deleteAll()).toEqual({});
  expect([await db.link.count(), await db.conflict.count()]).toEqual([1, 2]);
});

test("goes on in chunks, says when more is left, and takes what has come of age by the next night", async () => {
  const event = (id: number) => ({ topic: "many", id: BigInt(id), type: "run", data: {}, createdAt: daysAgo(6.5) });
  await db.liveEvent.createMany({ data: Array.from({ length: 25 }, (_, id) => event(id)) });
  const later = createFakeClock({ at: NOW });
  const night = { clock: later, rowsAtOnce: 5, chunks: 3 };
  expect(await deletePast("liveEvents", night)).toEqual({ rows: 0, more: false });
  await later.advance(86_400_000);
  expect(await deletePast("liveEvents", night)).toEqual({ rows: 15, more: true });
  expect(await deletePast("liveEvents", night)).toEqual({ rows: 10, more: false });
});
