import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { inngest } from "../../inngest/client";
import { systemClock } from "../clock";
import { resolveConflict } from "../conflicts/resolve-conflict";
import { db } from "../db/client";
import { readSetRecords } from "../db/set-records";
import { type Actor, ROLES } from "../domain/actor";
import { can } from "../domain/permissions";
import { makePlan, savePlan } from "../sync/make-plan";
import { planRecords } from "../sync/plan-records";
import { requestSync } from "../sync/request-sync";
import { callHandler, digestOfAllRows, loadHandlers, routeFiles } from "../testing/api-routes";
import { createOrganization, createSet, redditConnection, type TestOrganization } from "../testing/factories";
import { createTestSimulator } from "../testing/sync-world";
import { preflight } from "./cors";
import { type RouteKey, routes } from "./route-table";
import type { Route } from "./routes/entry";

/**
 * Tenancy and roles, for every route there is: who may call it is read from the route table, and a route file that is not
 * in the table fails. Handlers are called with requests, on a real database.
 */

/** Route files whose handlers belong to a library. */
const OWNED_BY_LIBRARIES = ["/api/auth/[...nextauth]", "/api/inngest"];
/** Where a platform sends a browser back to: no part of the API, and tested with the sign-in it ends. */
const WAYS_BACK = ["/api/connections/{platform}/callback"];
/** Answers what no other file does. */
const UNKNOWN = ["/api/[[...address]]"];

const apart = [...OWNED_BY_LIBRARIES, ...WAYS_BACK, ...UNKNOWN];
const ours = routeFiles().filter((file) => !apart.includes(file.path));
const handlers = await loadHandlers(ours);
const entries = Object.entries(routes) as [RouteKey, Route][];
const guarded = entries.filter(([, entry]) => entry.action !== null);
const paramsOf = (key: string) => [...key.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

/** A body each writing route accepts. */
const bodies: Partial<Record<RouteKey, (ids: Record<string, string>) => unknown>> = {
  "POST /api/v1/campaign-sets": () => ({ name: "Made by a test" }),
  "POST /api/v1/campaign-sets/bulk-sync": ({ setId }) => ({ setIds: [setId] }),
  "PATCH /api/v1/campaign-sets/{setId}": () => ({ name: "Renamed", version: 1 }),
  "POST /api/v1/campaign-sets/{setId}/campaigns": () => ({
    name: "Another",
    platform: "reddit",
    objective: "traffic",
    budget: { type: "daily", amountMicros: "5000000", currency: "USD" },
  }),
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}": () => ({ name: "Renamed", version: 1 }),
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups": () => ({ name: "Another" }),
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}": () => ({
    name: "Renamed",
    version: 1,
  }),
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads": () => ({
    headlines: ["Another"],
    finalUrl: "https://example.com",
  }),
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}": () => ({
    headlines: ["Changed"],
    version: 1,
  }),
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords": () => ({ text: "shoes" }),
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords/{keywordId}": () => ({
    text: "boots",
    version: 1,
  }),
  "POST /api/v1/campaign-sets/{setId}/sync": () => ({}),
  "POST /api/v1/connections": () => ({ platform: "reddit" }),
  "PATCH /api/v1/connections/{connectionId}": () => ({ guardrails: { maxDeletes: 12 } }),
  "POST /api/v1/conflicts/{conflictId}/resolve": () => ({ choice: "platform" }),
  "POST /api/v1/connections/{connectionId}/found/import": ({ foundId }) => ({
    records: [{ recordKind: "campaign", platformId: foundId }],
    newSetName: "From Reddit",
  }),
  "POST /api/v1/connections/{connectionId}/found/adopt": ({ foundId, ourId }) => ({
    recordKind: "campaign",
    platformId: foundId,
    recordId: ourId,
  }),
  "POST /api/v1/connections/{connectionId}/found/dismiss": ({ foundId }) => ({
    records: [{ recordKind: "campaign", platformId: foundId }],
    dismissed: true,
  }),
  "POST /api/v1/connections/{connectionId}/found/archive-copies": ({ foundId }) => ({
    records: [{ recordKind: "campaign", platformId: foundId }],
  }),
};

/** What a route without ids in its path is asked for. */
const queries: Partial<Record<RouteKey, (ids: Record<string, string>) => string>> = {
  "GET /api/v1/explain": ({ campaignId }) => `?recordKind=campaign&recordId=${campaignId}&field=name`,
};
const asksForIds = (key: RouteKey) => paramsOf(key).length > 0 || key.includes("bulk-sync") || key in queries;

let mine: TestOrganization;
let theirs: TestOrganization;
const leaving = new AbortController();

// Runs are opened, none is carried out: nobody listens for the events here.
beforeEach(() => void vi.spyOn(inngest, "send").mockResolvedValue({ ids: [] }));
// What a connection's page asks the platform is answered in this process.
const host = createTestSimulator(systemClock, 1);
beforeEach(() => void vi.spyOn(globalThis, "fetch").mockImplementation((...call) => host.fetch(...call)));
afterEach(() => db.connection.deleteMany({ where: { name: TO_BE_DISCONNECTED } }));
beforeAll(async () => {
  [mine, theirs] = await Promise.all([createOrganization(), createOrganization({ name: "Other" })]);
});
afterAll(() => leaving.abort());

/** One of everything a path can name, made anew so that one case does not meet what another left. */
async function makeIds({ actor, connectionId }: TestOrganization, key: RouteKey): Promise<Record<string, string>> {
  const ids: Record<string, string> = { connectionId };
  if (key === "DELETE /api/v1/connections/{connectionId}") ids.connectionId = await connectionToEnd(actor);
  if (key.includes("/found/")) return { ...ids, ...(await foundRecord({ actor, connectionId })) };
  const names = paramsOf(key);
  const needsSet = (asksForIds(key) && names.length === 0) || names.some((name) => name !== "connectionId");
  if (!needsSet) return ids;
  const { addKeyword } = await import("../campaigns/add-keyword");
  const { KeywordInput } = await import("../domain/campaign");
  const set = await createSet({ actor });
  const campaign = set.campaigns[0];
  const adGroup = campaign?.adGroups[0];
  Object.assign(ids, {
    setId: set.id,
    campaignId: campaign?.id,
    adGroupId: adGroup?.id,
    adId: adGroup?.ads[0]?.id,
  });
  if (names.includes("keywordId")) {
    const input = KeywordInput.parse({ text: "trainers" });
    ids.keywordId = (await addKeyword({ actor, parentId: ids.adGroupId ?? "", input })).id;
  }
  if (names.includes("planId")) ids.planId = (await makePlan({ actor, campaignSetId: set.id })).planId;
  if (names.includes("conflictId"))
    ids.conflictId = await openConflict({ actor, connectionId }, set.id, {
      ...ids,
      settled: key.endsWith("/undo") ? "yes" : "",
    });
  if (names.includes("jobId") || names.includes("runId")) ids.runId = ids.jobId = await openRun(actor, set.id);
  if (key.endsWith("/sync-runs/{runId}/undo")) await landRename(actor, { ...ids, connectionId });
  return ids;
}

/** A campaign that a reading found, a second copy of another, and one of ours that was never pushed. */
async function foundRecord({ actor, connectionId }: Pick<TestOrganization, "actor" | "connectionId">) {
  const { organizationId } = actor;
  const set = await createSet({ actor, connectionId });
  const [ourId = "", foundId, marker] = [set.campaigns[0]?.id, uuidv7(), uuidv7()];
  const common = { organizationId, connectionId, recordKind: "campaign" as const };
  await db.remoteRecord.create({
    data: {
      ...common,
      id: uuidv7(),
      platformId: foundId,
      name: "Found there",
      value: { name: "Found there", objective: "traffic", status: "paused", _about: { marker } },
      firstSeenAt: new Date(),
      seenAt: new Date(),
    },
  });
  const other = await createSet({ actor, connectionId });
  const recordId = other.campaigns[0]?.id ?? "";
  await db.link.create({
    data: {
      ...common,
      id: uuidv7(),
      campaignSetId: other.id,
      campaignId: recordId,
      recordId,
      platformId: uuidv7(),
      marker,
    },
  });
  return { ourId, foundId };
}

const TO_BE_DISCONNECTED = "To be disconnected";

/** A connection beside the one that the other routes need; every test ends without it. */
async function connectionToEnd({ organizationId }: Actor): Promise<string> {
  const id = uuidv7();
  await db.connection.create({
    data: redditConnection({ id, organizationId, account: 90_000, name: TO_BE_DISCONNECTED }),
  });
  return id;
}

/** Ends a run that has renamed a campaign, and nothing else: something to take back. */
async function landRename(
  { organizationId }: Actor,
  { runId = "", setId = "", campaignId = "", connectionId = "" }: Record<string, string>,
): Promise<void> {
  const common = { organizationId, connectionId, campaignId, recordKind: "campaign" as const, recordId: campaignId };
  const record = planRecords(await readSetRecords(organizationId, setId)).find(({ id }) => id === campaignId);
  const value = { ...record?.desired };
  const agreed = { shadowDesired: value, shadowObserved: value, observed: value };
  await db.link.create({
    data: { ...common, ...agreed, id: uuidv7(), campaignSetId: setId, platformId: uuidv7(), syncStatus: "synced" },
  });
  await db.operation.create({
    data: {
      ...common,
      id: uuidv7(),
      planId: await savePlan({ organizationId, campaignSetId: setId, createdById: null }),
      syncRunId: runId,
      seq: 10_000,
      kind: "update",
      recordName: "Renamed",
      platform: "reddit",
      changes: [
        { field: "name", from: "Before", to: value.name ?? null, agreed: "Before", by: null, reason: "edited here" },
      ],
      desired: value,
      recordVersion: 1,
      state: "applied",
    },
  });
  await db.syncRun.update({ where: { id: runId }, data: { status: "completed", openKey: null, endedAt: new Date() } });
}

/** A conflict over a campaign's name, settled when the route is there to take that back. */
async function openConflict(
  { actor, connectionId }: Pick<TestOrganization, "actor" | "connectionId">,
  campaignSetId: string,
  { campaignId = "", settled = "" }: Record<string, string>,
): Promise<string> {
  const { organizationId } = actor;
  const common = {
    organizationId,
    connectionId,
    campaignSetId,
    campaignId,
    recordKind: "campaign" as const,
    recordId: campaignId,
  };
  const base = { name: "Before" };
  const link = await db.link.create({
    data: {
      ...common,
      id: uuidv7(),
      platformId: uuidv7(),
      shadowDesired: base,
      shadowObserved: base,
      observed: { name: "Theirs" },
      syncStatus: "conflict",
    },
  });
  const field = { base: "Before", local: "Ours", platform: "Theirs", moneyEffect: null, localBy: null, localAt: null };
  const id = uuidv7();
  await db.conflict.create({
    data: {
      ...common,
      id,
      linkId: link.id,
      openKey: link.id,
      recordName: "Ours",
      platform: "reddit",
      fields: [{ name: "name", ...field }],
    },
  });
  if (settled) await resolveConflict({ actor, conflictId: id, decision: { choice: "platform" } });
  return id;
}

const openRun = async (actor: Actor, campaignSetId: string) => (await requestSync({ actor, campaignSetId })).run.id;

type CallOptions = { key?: string; params?: Record<string, string>; ids?: Record<string, string> };

function call(routeKey: RouteKey, { key, params = {}, ids = params }: CallOptions): Promise<Response> {
  const handler = handlers.get(routeKey);
  if (!handler) throw new Error(`${routeKey} has no handler`);
  const [body, query] = [bodies[routeKey]?.(ids), queries[routeKey]?.(ids)];
  return callHandler(handler, routeKey, { params, key, body, query, signal: leaving.signal });
}

const problemOf = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return (await response.json()) as { code: string };
};

async function expectNothingWritten(work: () => Promise<void>): Promise<void> {
  const before = await digestOfAllRows();
  await work();
  expect(await digestOfAllRows()).toBe(before);
}

describe("the route table", () => {
  it("names every handler under app/api, and nothing else", () => {
    expect([...handlers.keys()].sort()).toEqual(entries.map(([key]) => key).sort());
  });

  it("has every route answer a browser of an allowed origin that asks first", async () => {
    for (const file of ours) expect((await file.load()).OPTIONS, file.path).toBe(preflight);
  });

  it("is wholly covered here: each route that takes a body has a sample", () => {
    expect(entries.filter(([key, entry]) => entry.body && !bodies[key]).map(([key]) => key)).toEqual([]);
  });
});

describe.each(guarded)("%s", (key, entry) => {
  const success = entry.status ?? (entry.answer || entry.stream ? 200 : 204);

  it.each(ROLES)("for the role %s is as the table says", async (role) => {
    const params = await makeIds(mine, key);
    if (entry.action && can(role, entry.action)) {
      const response = await call(key, { key: mine.keys[role], params });
      expect(response.status, response.status === success ? "" : await response.text()).toBe(success);
      return;
    }
    await expectNothingWritten(async () => {
      const response = await call(key, { key: mine.keys[role], params });
      expect(response.status).toBe(403);
      expect(await problemOf(response)).toMatchObject({ code: "forbidden" });
    });
  });

  it("refuses whoever has not signed in, and a key that is none", async () => {
    const params = await makeIds(mine, key);
    await expectNothingWritten(async () => {
      for (const made of [undefined, "lsk_thisIsNoKeyOfAnybodyAtAllAndNeverWas"]) {
        const response = await call(key, { key: made, params });
        expect(response.status).toBe(401);
        expect(await problemOf(response)).toMatchObject({ code: "unauthenticated" });
      }
    });
  });

  if (asksForIds(key)) {
    it("answers 404 to another organisation, and to ids that are nobody's", async () => {
      const params = await makeIds(mine, key);
      await expectNothingWritten(async () => {
        const response = await call(key, { key: theirs.keys.owner, params });
        expect(response.status).toBe(404);
        expect(await problemOf(response)).toMatchObject({ code: "not_found" });
        const unknown = Object.fromEntries(Object.keys(params).map((name) => [name, crypto.randomUUID()]));
        expect((await call(key, { key: mine.keys.owner, params: unknown })).status).toBe(404);
        if (paramsOf(key).length === 0) return;
        const spoilt = Object.fromEntries(Object.keys(params).map((name) => [name, "1; drop table"]));
        expect((await call(key, { key: mine.keys.owner, params: spoilt, ids: params })).status).toBe(404);
      });
    });
  }

  if (paramsOf(key).length > 0) {
    it.each(paramsOf(key))("does not mix one's own path with another organisation's %s", async (name) => {
      const [own, foreign] = [await makeIds(mine, key), await makeIds(theirs, key)];
      await expectNothingWritten(async () => {
        const mixed = { ...own, [name]: foreign[name] ?? "" };
        const response = await call(key, { key: mine.keys.owner, params: mixed });
        expect(response.status).toBe(404);
      });
    });
  }
});

it("lets a revoked key in no more", async () => {
  const { actor, keys, organizationId } = await createOrganization();
  const { db } = await import("../db/client");
  await createSet({ actor });
  const key: RouteKey = "GET /api/v1/campaign-sets";
  expect((await call(key, { key: keys.owner })).status).toBe(200);
  await db.apiKey.updateMany({ where: { organizationId, role: "owner" }, data: { revokedAt: new Date() } });
  expect((await call(key, { key: keys.owner })).status).toBe(401);
  expect((await call(key, { key: keys.admin })).status).toBe(200);
});

it("shows each organisation only its own in every list", async () => {
  const { actor, keys } = await createOrganization();
  const set = await createSet({ actor });
  const runId = await openRun(actor, set.id);
  for (const [key, entry] of guarded) {
    if (asksForIds(key) || !key.startsWith("GET") || entry.stream) continue;
    const text = await (await call(key, { key: theirs.keys.owner })).text();
    for (const id of [set.id, runId, ...set.campaigns.map((campaign) => campaign.id)]) expect(text).not.toContain(id);
    expect((await call(key, { key: keys.owner })).status).toBe(200);
  }
});
