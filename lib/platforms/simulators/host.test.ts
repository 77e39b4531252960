import { beforeEach, describe, expect, it, vi } from "vitest";
import { createFakeClock, type FakeClock } from "../../testing/fake-clock";
import { createRedditHost, driveReddit, type RedditDriver } from "../reddit/simulator-driver";
import { FAULT_KINDS, type FaultInput } from "./faults";
import type { SimulatorHost } from "./host";

let clock: FakeClock;
let host: SimulatorHost;
let reddit: RedditDriver;

beforeEach(async () => {
  clock = createFakeClock();
  host = createRedditHost({ clock });
  reddit = await driveReddit(host);
});

const CONTROL = "http://reddit.test/_control";
async function control(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await host.fetch(`${CONTROL}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const create = (changes: Record<string, unknown> = {}) =>
  reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign(changes));
const listCampaigns = (query = "") => reddit.call("GET", `${reddit.accountPath}/campaigns${query}`);
const rows = (answer: { body: Record<string, unknown> }) => answer.body.data as Record<string, unknown>[];
const nextUrl = (answer: { body: Record<string, unknown> }) =>
  (answer.body.pagination as { next_url: string | null }).next_url;
const arm = (...faults: FaultInput[]) => host.setFaults("reddit", faults);
const requests = () => host.platform("reddit").requests;
const campaignsThere = () => host.platform("reddit").platform.control.list("campaign", new URLSearchParams()).length;

describe("a line that breaks", () => {
  it("loses the call before it arrives", async () => {
    arm({ kind: "drop_before", match: { method: "POST" }, times: 1 });
    await expect(create()).rejects.toThrow(new TypeError("fetch failed"));
    expect(campaignsThere()).toBe(0);
    expect((await create()).status).toBe(201);
  });

  it("loses the answer after the write has landed", async () => {
    arm({ kind: "drop_after", match: { method: "POST" }, times: 1 });
    await expect(create()).rejects.toThrow(TypeError);
    expect(campaignsThere()).toBe(1);
    expect(requests().items().at(-1)).toMatchObject({ status: 0, fault: "drop_after" });
  });

  it("breaks off in the middle of the body", async () => {
    arm({ kind: "cut_body", match: { method: "POST" }, times: 1 });
    await expect(create()).rejects.toThrow("terminated");
    expect(campaignsThere()).toBe(1);
  });
});

describe("answers that fail", () => {
  it("gives the status asked for, with the write landed only when told so", async () => {
    arm({ kind: "status", status: 502, times: 1 }, { kind: "status", status: 500, times: 1, landed: true });
    expect((await create()).status).toBe(502);
    expect(campaignsThere()).toBe(0);
    expect((await create()).body).toEqual({ error: { code: 500, message: "Internal Server Error" } });
    expect(campaignsThere()).toBe(1);
  });

  it("says how long to wait with a 429 only when it has something to say", async () => {
    arm({ kind: "rate_limit", times: 1, delayMs: 7_500 }, { kind: "rate_limit", times: 1 });
    const told = await create();
    expect([told.status, told.headers.get("ratelimit")]).toEqual([429, '"campaign-management-write";r=0;t=8']);
    const untold = await create();
    expect([untold.status, untold.headers.get("ratelimit")]).toEqual([429, null]);
    expect(campaignsThere()).toBe(0);
  });

  it("puts an error into a 200", async () => {
    arm({ kind: "error_in_200", times: 1 });
    const answer = await create();
    expect([answer.status, answer.body]).toEqual([200, { error: { code: 500, message: "Internal Server Error" } }]);
    expect(campaignsThere()).toBe(0);
  });

  it("holds the answer back, after the work is done", async () => {
    arm({ kind: "latency", times: 1, delayMs: 20_000 });
    let settled = false;
    const slow = create().finally(() => {
      settled = true;
    });
    await vi.waitFor(() => expect(clock.sleeping()).toBe(1));
    await clock.advance(19_999);
    expect([settled, campaignsThere()]).toEqual([false, 1]);
    await clock.advance(1);
    expect((await slow).status).toBe(201);
    expect(requests().items().at(-1)?.ms).toBe(20_000);
  });

  it("lets a caller hang up while it waits", async () => {
    arm({ kind: "latency", times: 1, delayMs: 20_000 });
    const controller = new AbortController();
    const response = host.fetch(`http://reddit.test/reddit/api/v3${reddit.accountPath}/campaigns`, {
      headers: { authorization: `Bearer ${reddit.token()}`, "user-agent": "node:test:1 (by /u/test)" },
      signal: controller.signal,
    });
    await vi.waitFor(() => expect(clock.sleeping()).toBe(1));
    controller.abort(new Error("enough"));
    await expect(response).rejects.toThrow("enough");
  });

  it("ends the access token in the middle of things", async () => {
    arm({ kind: "expire_token", match: { method: "POST" }, times: 1 });
    expect((await create()).status).toBe(401);
    expect((await listCampaigns()).status).toBe(401);
    await reddit.refresh();
    expect((await create()).status).toBe(201);
  });
});

describe("listings and reads that lie", () => {
  beforeEach(async () => {
    for (const name of ["One one", "Two two", "Three three", "Four four", "Five five"]) await create({ name });
    await clock.advance(60_000);
  });

  const names = async (query: string) => {
    const found: unknown[] = [];
    for (let url: string | null = `${reddit.accountPath}/campaigns${query}`; url; ) {
      const page = await reddit.call("GET", url);
      found.push(...rows(page).map(({ name }) => name));
      url = nextUrl(page);
    }
    return found;
  };

  it("repeats a page, and then goes on", async () => {
    arm({ kind: "repeat_page", times: 1 });
    expect(await names("?page.size=2")).toEqual([
      "One one",
      "Two two",
      "One one",
      "Two two",
      "Three three",
      "Four four",
      "Five five",
    ]);
  });

  it("skips a page", async () => {
    arm({ kind: "skip_page", times: 1 });
    expect(await names("?page.size=2")).toEqual(["One one", "Two two", "Five five"]);
  });

  it("gives an empty page with a cursor, and then goes on", async () => {
    arm({ kind: "empty_page", times: 1, after: 1 });
    const first = await listCampaigns("?page.size=2");
    const empty = await reddit.call("GET", String(nextUrl(first)));
    expect([rows(empty), nextUrl(empty)]).toEqual([[], nextUrl(first)]);
    expect(rows(await reddit.call("GET", String(nextUrl(empty)))).map(({ name }) => name)).toEqual([
      "Three three",
      "Four four",
    ]);
  });

  it("claims to end halfway", async () => {
    arm({ kind: "truncate_list", times: 1 });
    expect(await names("")).toEqual(["One one", "Two two"]);
    expect(await names("")).toHaveLength(5);
  });

  it("does not yet list what is new, nor what has just changed", async () => {
    const fresh = await create({ name: "Fresh one" });
    const [first] = rows(await listCampaigns());
    await reddit.call("PATCH", `/campaigns/${first?.id}`, { name: "Renamed" });
    arm({ kind: "stale_list", times: 1, delayMs: 10_000 });
    const stale = rows(await listCampaigns()).map(({ name }) => name);
    expect(stale).toEqual(["One one", "Two two", "Three three", "Four four", "Five five"]);
    expect(rows(await listCampaigns()).map(({ name }) => name)).toContain("Fresh one");
    expect((await reddit.call("GET", `/campaigns/${fresh.data.id}`)).status).toBe(200);
  });

  it("reads what was there before the last write", async () => {
    const [first] = rows(await listCampaigns());
    await reddit.call("PATCH", `/campaigns/${first?.id}`, { name: "Renamed" });
    arm({ kind: "stale_read", times: 1 });
    expect((await reddit.call("GET", `/campaigns/${first?.id}`)).data.name).toBe("One one");
    expect((await reddit.call("GET", `/campaigns/${first?.id}`)).data.name).toBe("Renamed");
  });

  it("can let listings lag for good", async () => {
    await control("PUT", "/reddit/switches", { listLagMs: 5_000 });
    const fresh = await create({ name: "Fresh one" });
    expect(rows(await listCampaigns())).toHaveLength(5);
    expect((await reddit.call("GET", `/campaigns/${fresh.data.id}`)).status).toBe(200);
    await clock.advance(5_000);
    expect(rows(await listCampaigns())).toHaveLength(6);
  });
});

describe("values that change on the way", () => {
  it("keeps a coerced value", async () => {
    arm({ kind: "coerce", times: 1 }, { kind: "coerce", times: 1, field: "name", value: "Something else" });
    expect((await create({ goal_value: 50_000_000 })).data.goal_value).toBe(51_000_000);
    const named = await create();
    expect((await reddit.call("GET", `/campaigns/${named.data.id}`)).data.name).toBe("Something else");
  });

  it("forgets a field it accepted", async () => {
    const { data: campaign } = await create();
    arm({ kind: "drop_field", match: { method: "POST" }, times: 1, field: "targeting.interests" });
    const adGroup = await reddit.call("POST", `${reddit.accountPath}/ad_groups`, reddit.adGroup(campaign.id));
    expect(adGroup.data.targeting).toEqual({ communities: ["golang", "rust"], geolocations: ["US"] });
  });

  it("leaves a field out of a read, and shows a value nobody knows", async () => {
    const { data: campaign } = await create();
    arm({ kind: "drop_field", match: { method: "GET" }, times: 1 }, { kind: "unknown_enum", times: 1 });
    expect((await reddit.call("GET", `/campaigns/${campaign.id}`)).data).not.toHaveProperty("effective_status");
    expect((await reddit.call("GET", `/campaigns/${campaign.id}`)).data.effective_status).toBe("LIMITED_BY_NEW_POLICY");
    expect((await reddit.call("GET", `/campaigns/${campaign.id}`)).data.effective_status).toBe("PAUSED");
  });
});

describe("choosing the call", () => {
  it("matches method and path, by text or by pattern", async () => {
    arm({ kind: "status", status: 500, match: { method: "get", path: "/api/v3/campaigns/*" } });
    const { data } = await create();
    expect((await listCampaigns()).status).toBe(200);
    expect((await reddit.call("GET", `/campaigns/${data.id}`)).status).toBe(500);
    arm({ kind: "status", status: 500, match: { path: "page.size=3" } });
    expect((await listCampaigns("?page.size=3")).status).toBe(500);
    arm({ kind: "status", status: 500, match: { path: "**/campaigns" } });
    expect((await listCampaigns("?page.size=3")).status).toBe(500);
    expect((await reddit.call("GET", `/campaigns/${data.id}`)).status).toBe(200);
  });

  it("strikes exactly the n-th matching call, as often as it was told", async () => {
    arm({ kind: "status", status: 500, match: { method: "POST" }, after: 2, times: 1 });
    const statuses = [];
    for (let index = 0; index < 5; index += 1) statuses.push((await create()).status);
    expect(statuses).toEqual([201, 201, 500, 201, 201]);
    expect(host.faults("reddit")).toMatchObject([{ seen: 3, fired: 1 }]);
  });

  it("draws probability from the seed: the same seed strikes the same calls", async () => {
    const run = async (seed: number) => {
      arm({ kind: "status", status: 500, probability: 0.5, seed });
      const statuses = [];
      for (let index = 0; index < 40; index += 1) statuses.push((await listCampaigns()).status);
      return statuses.join();
    };
    const first = await run(11);
    expect(first).toContain("500");
    expect(first).toContain("200");
    expect(await run(11)).toBe(first);
    expect(await run(12)).not.toBe(first);
  });

  it("waits for a call that can show it", async () => {
    arm({ kind: "skip_page", times: 1 });
    await create();
    await listCampaigns();
    expect(host.faults("reddit")).toMatchObject([{ seen: 0, fired: 0 }]);
  });

  it("never strikes with partial_batch: Reddit takes one write a call", async () => {
    arm({ kind: "partial_batch" });
    expect((await create()).status).toBe(201);
  });

  it("takes every kind over the control, and refuses a kind it does not know", async () => {
    const all = await control(
      "PUT",
      "/reddit/faults",
      FAULT_KINDS.map((kind) => ({ kind, match: { path: "/nowhere" } })),
    );
    expect((all.body.items as unknown[]).length).toBe(FAULT_KINDS.length);
    expect((await control("PUT", "/reddit/faults", [{ kind: "earthquake", match: {} }])).status).toBe(400);
    expect((await control("GET", "/reddit/faults")).body.items).toHaveLength(FAULT_KINDS.length);
    expect((await control("DELETE", "/reddit/faults")).body.items).toEqual([]);
  });
});

describe("quotas", () => {
  const campaigns = (count: number) => Promise.all(Array.from({ length: count }, () => listCampaigns()));

  it("allows as many calls a minute as Reddit publishes, aligned to the minute, and says what is left", async () => {
    await clock.advance(45_000);
    const answers = await campaigns(400);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.at(-1)?.headers.get("ratelimit-policy")).toBe('"campaign-management-read";q=400;w=60');
    expect(answers.at(-1)?.headers.get("ratelimit")).toBe('"campaign-management-read";r=0;t=15');
    const over = await listCampaigns();
    expect([over.status, over.body]).toEqual([429, { error: { code: 429, message: "Too Many Requests" } }]);
    await clock.advance(15_000);
    expect((await listCampaigns()).status).toBe(200);
  });

  it("counts each person and each group for itself", async () => {
    await campaigns(400);
    expect((await create()).status).toBe(201);
    const other = await driveReddit(host, { number: 2 });
    expect((await other.call("GET", `${other.accountPath}/campaigns`)).status).toBe(200);
    for (let index = 0; index < 30; index += 1) await reddit.call("GET", `${reddit.accountPath}/pixels`);
    expect((await reddit.call("GET", `${reddit.accountPath}/pixels`)).status).toBe(429);
  });

  it("reports every window in which more was asked than allowed", async () => {
    await campaigns(402);
    await clock.advance(60_000);
    await campaigns(400);
    const { counts, overruns } = (await control("GET", "/reddit/requests")).body as {
      counts: { rateLimited: number; overQuotaWindows: number };
      overruns: unknown[];
    };
    expect(counts).toMatchObject({ rateLimited: 2, overQuotaWindows: 1 });
    expect(overruns).toMatchObject([{ group: "ads-campaign-management-read", attempts: 402, limit: 400 }]);
  });

  it("can be changed, switched off, and put back", async () => {
    await control("PUT", "/reddit/limits", { "ads-campaign-management-read": { limit: 2, windowSeconds: 10 } });
    expect((await campaigns(3)).map(({ status }) => status)).toEqual([200, 200, 429]);
    await control("PUT", "/reddit/limits", { "ads-campaign-management-read": "off" });
    const free = await campaigns(500);
    expect(free.every(({ status }) => status === 200)).toBe(true);
    // Announced as one nobody can use up, so that clients which pace themselves notice.
    expect(free[0]?.headers.get("ratelimit")).toBe('"campaign-management-read";r=10000000;t=60');
    await control("PUT", "/reddit/limits", "off");
    for (let index = 0; index < 40; index += 1)
      expect((await reddit.call("GET", `${reddit.accountPath}/pixels`)).status).toBe(200);
    const { limits } = (await control("PUT", "/reddit/limits", "default")).body;
    expect(limits).toMatchObject({ "ads-conversion-signals": { limit: 30, windowSeconds: 60 } });
  });

  it("can begin windows with the first call instead of the minute", async () => {
    host.platform("reddit").quotas.alignToFirstCall = true;
    await clock.advance(45_000);
    expect((await listCampaigns()).headers.get("ratelimit")).toBe('"campaign-management-read";r=399;t=60');
  });
});

describe("control", () => {
  it("shows state, lets a person change it, and empties it", async () => {
    const { data } = await create();
    const patched = await control("PATCH", `/reddit/campaign/${data.id}`, {
      configured_status: "ACTIVE",
      name: "By hand",
    });
    expect(patched.body).toMatchObject({ id: data.id, name: "By hand" });
    for (const changes of [{ objective: "IMPRESSIONS" }, { configured_status: "ASLEEP" }, { goal_value: "much" }]) {
      expect((await control("PATCH", `/reddit/campaign/${data.id}`, changes)).status).toBe(400);
    }
    expect((await control("GET", "/reddit/state?kind=campaign")).body.items).toMatchObject([{ name: "By hand" }]);
    expect((await control("GET", "/reddit/state")).body.counts).toMatchObject({ campaign: 1, ad: 0 });
    await control("POST", "/reset", { platform: "reddit" });
    expect((await control("GET", "/reddit/state")).body.counts).toMatchObject({ campaign: 0 });
    expect((await reddit.call("GET", "/me")).status).toBe(401);
    expect((await reddit.refresh()).status).toBe(200);
  });

  it("makes many records at once, the same for the same seed", async () => {
    const order = { kind: "ad", count: 500, seed: 3 };
    expect((await control("POST", "/reddit/bulk", order)).body.created).toBe(500);
    expect((await control("GET", "/reddit/state")).body.counts).toMatchObject({
      campaign: 1,
      "ad-group": 1,
      ad: 500,
      post: 1,
    });
    const names = () =>
      host
        .platform("reddit")
        .platform.control.list("campaign", new URLSearchParams())
        .map(({ name, goal_value }) => [name, goal_value]);
    const before = names();
    await control("POST", "/reset", {});
    await control("POST", "/reddit/bulk", order);
    expect(names()).toEqual(before);
  });

  it("keeps a log without secrets, and forgets it when told", async () => {
    await create();
    const { items, counts } = (await control("GET", "/reddit/requests")).body as {
      items: { body: string }[];
      counts: unknown;
    };
    expect(items[0]).toMatchObject({
      method: "POST",
      path: "/oauth/api/v1/access_token",
      status: 200,
      body: "grant_type=refresh_token&refresh_token=…",
    });
    expect(items.at(-1)).toMatchObject({
      method: "POST",
      status: 201,
      group: "ads-campaign-management-write",
      at: "2026-01-05T09:00:00.000Z",
    });
    expect(counts).toMatchObject({
      total: 2,
      byStatus: { 200: 1, 201: 1 },
      byGroup: { "ads-campaign-management-write": { total: 1 } },
    });
    await control("DELETE", "/reddit/requests");
    expect((await control("GET", "/reddit/requests")).body).toMatchObject({
      items: [],
      counts: { total: 0, overQuotaWindows: 0 },
    });
  });

  it("remembers the last 20,000 requests and counts all of them", async () => {
    const log = requests();
    log.clear();
    for (let index = 0; index < 20_005; index += 1) {
      log.add({ method: "GET", path: `/${index}`, status: 200, at: "", ms: 0, body: "", group: null });
    }
    expect([log.items().length, log.items()[0]?.path, log.items().at(-1)?.path, log.counts().total]).toEqual([
      20_000,
      "/5",
      "/20004",
      20_005,
    ]);
  });

  it("moves the simulators' clock, by an offset or to an instant", async () => {
    await control("PUT", "/clock", { offsetMs: -600_000 });
    expect((await create()).data.created_at).toBe("2026-01-05T08:50:00Z");
    const moved = await control("PUT", "/clock", { at: "2027-02-03T04:05:06Z" });
    expect(moved.body.now).toBe("2027-02-03T04:05:06.000Z");
    expect((await reddit.call("GET", "/me")).status).toBe(401);
  });

  it("says that Reddit has no webhooks, and what it does not know", async () => {
    expect((await control("POST", "/reddit/webhook", { event: "x" })).status).toBe(404);
    expect((await control("GET", "/google-ads/state")).status).toBe(404);
    expect((await control("GET", "/reddit/state?kind=keyword")).status).toBe(404);
    expect((await control("PATCH", "/reddit/ad/1", {})).status).toBe(404);
    expect((await control("PUT", "/reddit/switches", { noSuch: true })).status).toBe(400);
    expect((await control("GET", "/health")).body).toMatchObject({ status: "ok", platforms: ["reddit"] });
  });
});
