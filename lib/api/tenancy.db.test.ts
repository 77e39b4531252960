import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { inngest } from "../../inngest/client";
import { type Actor, ROLES } from "../domain/actor";
import { makePlan } from "../sync/make-plan";
import { requestSync } from "../sync/request-sync";
import { callHandler, digestOfAllRows, loadHandlers, routeFiles } from "../testing/api-routes";
import { createOrganization, createSet, type TestOrganization } from "../testing/factories";
import { preflight } from "./cors";
import { can } from "./permissions";
import { type Route, type RouteKey, routes } from "./route-table";

/**
 * Tenancy and roles, for every route there is: who may call it is read from the route table, and a route file that is not
 * in the table fails. Handlers are called with requests, on a real database.
 */

/** Route files whose handlers belong to a library. */
const OWNED_BY_LIBRARIES = ["/api/auth/[...nextauth]", "/api/inngest"];

const ours = routeFiles().filter((file) => !OWNED_BY_LIBRARIES.includes(file.path));
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
};

let mine: TestOrganization;
let theirs: TestOrganization;
const leaving = new AbortController();

// Runs are opened, none is carried out: nobody listens for the events here.
beforeEach(() => void vi.spyOn(inngest, "send").mockResolvedValue({ ids: [] }));
beforeAll(async () => {
  [mine, theirs] = await Promise.all([createOrganization(), createOrganization({ name: "Other" })]);
});
afterAll(() => leaving.abort());

/** One of everything a path can name, made anew so that one case does not meet what another left. */
async function makeIds({ actor, connectionId }: TestOrganization, key: string): Promise<Record<string, string>> {
  const ids: Record<string, string> = { connectionId };
  const names = paramsOf(key);
  const needsSet = key.includes("bulk-sync") || names.some((name) => name !== "connectionId");
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
  if (names.includes("jobId") || names.includes("runId")) ids.runId = ids.jobId = await openRun(actor, set.id);
  return ids;
}

const openRun = async (actor: Actor, campaignSetId: string) => (await requestSync({ actor, campaignSetId })).run.id;

type CallOptions = { key?: string; params?: Record<string, string>; ids?: Record<string, string> };

function call(routeKey: RouteKey, { key, params = {}, ids = params }: CallOptions): Promise<Response> {
  const handler = handlers.get(routeKey);
  if (!handler) throw new Error(`${routeKey} has no handler`);
  return callHandler(handler, routeKey, { params, key, body: bodies[routeKey]?.(ids), signal: leaving.signal });
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

  if (paramsOf(key).length > 0 || key.includes("bulk-sync")) {
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
    if (paramsOf(key).length > 0 || !key.startsWith("GET") || entry.stream) continue;
    const text = await (await call(key, { key: theirs.keys.owner })).text();
    for (const id of [set.id, runId, ...set.campaigns.map((campaign) => campaign.id)]) expect(text).not.toContain(id);
    expect((await call(key, { key: keys.owner })).status).toBe(200);
  }
});
