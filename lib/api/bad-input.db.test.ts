import { beforeAll, describe, expect, it } from "vitest";
import type { CampaignSetView } from "../domain/views/campaigns";
import { callHandler, digestOfAllRows, loadHandlers, routeFiles } from "../testing/api-routes";
import { createOrganization, createSet, type TestOrganization } from "../testing/factories";
import type { RouteKey } from "./route-table";

/** What people and programs get wrong: each a problem that names the field, and not one row is written. */

const handlers = await loadHandlers(routeFiles().filter((file) => file.path.startsWith("/api/v1/")));

let org: TestOrganization;
let set: CampaignSetView;
let ids: Record<string, string>;
beforeAll(async () => {
  org = await createOrganization();
  set = await createSet({ actor: org.actor });
  const campaign = set.campaigns[0];
  const adGroup = campaign?.adGroups[0];
  ids = {
    setId: set.id,
    campaignId: campaign?.id ?? "",
    adGroupId: adGroup?.id ?? "",
    adId: adGroup?.ads[0]?.id ?? "",
  };
});

function send(key: RouteKey, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const handler = handlers.get(key);
  if (!handler) throw new Error(`${key} has no handler`);
  return callHandler(handler, key, { params: ids, key: org.keys.editor, body, headers });
}

type Problem = {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors: { path: string; message: string }[];
};

async function expectRefused(work: () => Promise<Response>, status: number): Promise<Problem> {
  const before = await digestOfAllRows();
  const response = await work();
  const text = await response.text();
  expect(response.status, text).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await digestOfAllRows()).toBe(before);
  const problem = JSON.parse(text) as Problem;
  expect(problem).toMatchObject({ type: "about:blank", status, title: expect.any(String), detail: expect.any(String) });
  return problem;
}

const ad = (change: object = {}) => ({ headlines: ["Fine"], finalUrl: "https://example.com", ...change });
const budget = (change: object = {}) => ({ type: "daily", amountMicros: "5000000", currency: "USD", ...change });
const tree = (change: { set?: object; campaign?: object; adGroup?: object; ad?: object } = {}) => ({
  name: "Whole tree",
  ...change.set,
  campaigns: [
    {
      name: "Campaign",
      platform: "reddit",
      objective: "traffic",
      budget: budget(),
      ...change.campaign,
      adGroups: [{ name: "Group", ...change.adGroup, ads: [ad(change.ad)] }],
    },
  ],
});
const AT = "campaigns[0]";
const AD_AT = `${AT}.adGroups[0].ads[0]`;

const CREATES: [string, object, string][] = [
  ["a set's name of 2 characters", tree({ set: { name: "ab" } }), "name"],
  ["a set's name of 600 characters", tree({ set: { name: "x".repeat(600) } }), "name"],
  ["a name of spaces", tree({ set: { name: "     " } }), "name"],
  ["a name of characters that are not kept", tree({ set: { name: "a\u0000\u0000\u0000b" } }), "name"],
  ["a campaign's name of 2 characters", tree({ campaign: { name: "ab" } }), `${AT}.name`],
  ["a campaign's name of 600 characters", tree({ campaign: { name: "x".repeat(600) } }), `${AT}.name`],
  ["an ad group's name of 600 characters", tree({ adGroup: { name: "x".repeat(600) } }), `${AT}.adGroups[0].name`],
  ["a headline of 301 characters", tree({ ad: { headlines: ["x".repeat(301)] } }), `${AD_AT}.headlines[0]`],
  ["an ad without a headline", tree({ ad: { headlines: [] } }), `${AD_AT}.headlines`],
  ["a text of 40,001 characters", tree({ ad: { descriptions: ["x".repeat(40_001)] } }), `${AD_AT}.descriptions[0]`],
  ["a negative budget", tree({ campaign: { budget: budget({ amountMicros: "-1" }) } }), `${AT}.budget.amountMicros`],
  [
    "a fraction of a micro",
    tree({ campaign: { budget: budget({ amountMicros: "1.5" }) } }),
    `${AT}.budget.amountMicros`,
  ],
  ["a budget as a number", tree({ campaign: { budget: budget({ amountMicros: 1.5 }) } }), `${AT}.budget.amountMicros`],
  ["a budget in powers", tree({ campaign: { budget: budget({ amountMicros: "1e9" }) } }), `${AT}.budget.amountMicros`],
  [
    "a budget beyond all money",
    tree({ campaign: { budget: budget({ amountMicros: "9".repeat(30) }) } }),
    `${AT}.budget.amountMicros`,
  ],
  ["an unknown currency", tree({ campaign: { budget: budget({ currency: "XXX" }) } }), `${AT}.budget.currency`],
  [
    "a currency the account is not billed in",
    tree({ campaign: { budget: budget({ currency: "EUR" }) } }),
    `${AT}.budget.currency`,
  ],
  [
    "an end before the start",
    tree({ campaign: { startAt: "2027-02-01T00:00:00Z", endAt: "2027-01-01T00:00:00Z" } }),
    `${AT}.endAt`,
  ],
  ["a lifetime budget without an end", tree({ campaign: { budget: budget({ type: "lifetime" }) } }), `${AT}.endAt`],
  ["a date that is none", tree({ campaign: { startAt: "next tuesday" } }), `${AT}.startAt`],
  ["a year that no database holds", tree({ campaign: { startAt: "0000-01-01T00:00:00Z" } }), `${AT}.startAt`],
  ["a year past the last", tree({ campaign: { startAt: "9999-12-31T23:00:00-05:00" } }), `${AT}.startAt`],
  ["a URL that is none", tree({ ad: { finalUrl: "not a url" } }), `${AD_AT}.finalUrl`],
  ["a URL that runs code", tree({ ad: { finalUrl: "javascript:alert(1)" } }), `${AD_AT}.finalUrl`],
  [
    "a URL of 5,001 characters",
    tree({ ad: { finalUrl: `https://example.com/${"x".repeat(4982)}` } }),
    `${AD_AT}.finalUrl`,
  ],
  ["an unknown field at the top", tree({ set: { colour: "blue" } }), "colour"],
  ["an unknown field deep inside", tree({ ad: { colour: "blue" } }), `${AD_AT}.colour`],
  [
    "someone's attempt to choose the organisation",
    tree({ set: { organizationId: crypto.randomUUID() } }),
    "organizationId",
  ],
  ["an unknown objective", tree({ campaign: { objective: "fame" } }), `${AT}.objective`],
  ["an unknown platform", tree({ campaign: { platform: "friendster" } }), `${AT}.platform`],
  ["a platform that does not exist yet", tree({ campaign: { platform: "meta" } }), `${AT}.platform`],
  ["a missing name", { campaigns: [] }, "name"],
  ["a list in place of an object", [1, 2, 3], "body"],
];

describe("creating a set", () => {
  it.each(CREATES)("refuses %s", async (_, body, path) => {
    const problem = await expectRefused(() => send("POST /api/v1/campaign-sets", body), 422);
    expect(problem.code).toBe("invalid");
    expect(problem.errors.map((error) => error.path)).toContain(path);
    expect(problem.detail).toContain(problem.errors[0]?.path);
    for (const { message } of problem.errors) expect(message).not.toMatch(/^Invalid|^Too|undefined|expected/);
  });

  it("names every field that is wrong, once", async () => {
    const body = tree({
      set: { name: "a" },
      campaign: { budget: budget({ amountMicros: "-1", currency: "XXX" }) },
      ad: { finalUrl: "x" },
    });
    const { errors } = await expectRefused(() => send("POST /api/v1/campaign-sets", body), 422);
    expect(errors.map((error) => error.path).sort()).toEqual(
      ["name", `${AT}.budget.amountMicros`, `${AT}.budget.currency`, `${AD_AT}.finalUrl`].sort(),
    );
  });

  it("takes what is just within the limits", async () => {
    const body = tree({
      set: { name: "abc" },
      campaign: { name: "x".repeat(500), budget: budget({ amountMicros: "9000000000000000" }) },
      ad: {
        headlines: ["x".repeat(300)],
        descriptions: ["x".repeat(40_000)],
        finalUrl: `https://example.com/${"x".repeat(4980)}`,
      },
    });
    const response = await send("POST /api/v1/campaign-sets", body);
    expect(response.status).toBe(201);
  });

  it("takes odd characters as they are, except those a database cannot hold", async () => {
    const response = await send("POST /api/v1/campaign-sets", {
      name: "Ünïcödé 🚀 \ud800 '; drop table",
      config: { note: "a\u0000b", nested: [{ "k\u0000": "\udfff" }] },
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      name: "Ünïcödé 🚀 \ufffd '; drop table",
      config: { note: "ab", nested: [{ k: "\ufffd" }] },
    });
  });
});

describe("changing a record", () => {
  const CAMPAIGN: RouteKey = "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}";
  const AD: RouteKey = "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}";

  it("refuses an old version with 409", async () => {
    const problem = await expectRefused(() => send(CAMPAIGN, { name: "Too late", version: 7 }), 409);
    expect(problem).toMatchObject({ code: "stale_version", errors: [{ path: "version", message: problem.detail }] });
  });

  it.each<[RouteKey, object, string]>([
    [CAMPAIGN, { name: "No version" }, "version"],
    [CAMPAIGN, { name: "ab", version: 1 }, "name"],
    [CAMPAIGN, { platform: "reddit", version: 1 }, "platform"],
    [CAMPAIGN, { connectionId: crypto.randomUUID(), version: 1 }, "connectionId"],
    [CAMPAIGN, { budget: budget({ currency: "CHF" }), version: 1 }, "budget.currency"],
    [CAMPAIGN, { budget: budget({ type: "lifetime" }), version: 1 }, "budget.type"],
    [AD, { finalUrl: "ftp://example.com", version: 1 }, "finalUrl"],
    [AD, { status: "completed", version: 1 }, "status"],
  ])("%s refuses %j", async (key, body, path) => {
    const problem = await expectRefused(() => send(key, body), 422);
    expect(problem.errors.map((error) => error.path)).toEqual([path]);
  });
});

describe("connecting a platform", () => {
  const CONNECT: RouteKey = "POST /api/v1/connections";
  it.each<[object, string]>([
    [{}, "platform"],
    [{ platform: "tiktok" }, "platform"],
    [{ platform: "meta" }, "platform"],
    [{ platform: "reddit", mode: "x" }, "mode"],
    [{ connectionId: "mine" }, "connectionId"],
  ])("refuses %j", async (body, path) => {
    const handler = handlers.get(CONNECT);
    if (!handler) throw new Error("no handler");
    const problem = await expectRefused(() => callHandler(handler, CONNECT, { key: org.keys.owner, body }), 422);
    expect(problem.errors.map((error) => error.path)).toEqual([path]);
  });
});

describe("a list", () => {
  const SETS: RouteKey = "GET /api/v1/campaign-sets";
  const AUDIT: RouteKey = "GET /api/v1/audit";
  const RUNS: RouteKey = "GET /api/v1/sync-runs";
  it.each<[RouteKey, string, string, string?]>([
    [SETS, "?limit=0", "limit", "Give a whole number from 1 to 500."],
    [SETS, "?limit=501", "limit", "Give a whole number from 1 to 500."],
    [SETS, "?limit=100000", "limit"],
    [SETS, "?limit=many", "limit"],
    [SETS, "?cursor=abc", "cursor"],
    [SETS, "?colour=blue", "colour"],
    [RUNS, "?kind=foo", "kind", "One of: push, pull, undo."],
    [RUNS, "?status=done", "status", "One of: queued, running, completed, partial, failed, cancelled."],
    [AUDIT, "?since=yesterday", "since"],
    [AUDIT, "?since=0000-01-01T00:00:00Z", "since"],
    [AUDIT, "?until=0001-01-01T00:00:00%2B05:00", "until"],
  ])("%s refuses %s", async (key, query, path, sentence) => {
    const handler = handlers.get(key);
    if (!handler) throw new Error("no handler");
    const problem = await expectRefused(() => callHandler(handler, key, { key: org.keys.owner, query }), 422);
    expect(problem.errors).toEqual([{ path, message: sentence ?? expect.any(String) }]);
  });
});

describe("a body", () => {
  const CREATE: RouteKey = "POST /api/v1/campaign-sets";

  it.each(["{", "name=Summer", "\u0000", '{"name":"x"}}'])("that is not JSON is refused with 400: %j", async (body) => {
    const problem = await expectRefused(() => send(CREATE, body), 400);
    expect(problem.code).toBe("malformed");
  });

  it("of a hundred thousand brackets is refused, whatever its walker's stack could bear", async () => {
    const deep = `{"name":"Deep","config":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`;
    await expectRefused(() => send(CREATE, deep), 422);
  });

  it("of 5 MB is refused by what it says of itself, and none of it is read", async () => {
    const { body, pulled } = endlessBody(5_000_000);
    const problem = await expectRefused(() => sendStream(body, { "content-length": "5000000" }), 413);
    expect(problem.code).toBe("too_large");
    expect(pulled()).toBe(0);
  });

  it("of 5 MB that does not say so is cut off soon after the first megabyte", async () => {
    const { body, pulled, wasCancelled } = endlessBody(5_000_000);
    const problem = await expectRefused(() => sendStream(body), 413);
    expect(problem.code).toBe("too_large");
    expect(pulled()).toBeLessThan(1_200_000);
    expect(wasCancelled()).toBe(true);
  });

  function sendStream(body: ReadableStream<Uint8Array>, headers: Record<string, string> = {}): Promise<Response> {
    const handler = handlers.get(CREATE);
    if (!handler) throw new Error("no handler");
    const request = new Request("http://localhost:3000/api/v1/campaign-sets", {
      method: "POST",
      headers: { authorization: `Bearer ${org.keys.editor}`, ...headers },
      body,
      ...{ duplex: "half" },
    });
    return handler(request, { params: Promise.resolve({}) });
  }
});

/** A body that is made as it is read, so that a test can tell how much of it was. */
function endlessBody(size: number) {
  const chunk = new Uint8Array(50_000).fill(32);
  let sent = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sent >= size) return controller.close();
        sent += chunk.byteLength;
        controller.enqueue(chunk);
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, pulled: () => sent, wasCancelled: () => cancelled };
}
