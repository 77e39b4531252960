import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFakeClock } from "../../testing/fake-clock";
import { ContractCheck } from "../contract-check";
import { createContractRecorder, type RecordedExchange } from "../contract-recorder";
import { DEMO_APP, DEMO_USER_AGENT } from "./fixtures";
import { redditContract } from "./simulator-contract";
import { createRedditHost, driveReddit } from "./simulator-driver";

const check = new ContractCheck(redditContract());
let folder: string;
let exchanges: RecordedExchange[];

/** Calls every operation at least once, and a few in more than one way, with everything recorded. */
async function callEverything(file: string): Promise<void> {
  const clock = createFakeClock();
  const recorder = createContractRecorder(file);
  const host = createRedditHost({ clock, recorder });
  const reddit = await driveReddit(host);
  const { account, accountPath, profilePath, call } = reddit;
  const business = `/businesses/${account.businessId}`;

  const campaign = (await call("POST", `${accountPath}/campaigns`, reddit.campaign())).data.id;
  await call("POST", `${accountPath}/campaigns`, reddit.campaign({ name: "x" }));
  const adGroup = (await call("POST", `${accountPath}/ad_groups`, reddit.adGroup(campaign))).data.id;
  const creatives = [
    {},
    { type: "TEXT", body: "Plain words", text_format: "PLAIN_TEXT", image: undefined, destination: undefined },
    {
      type: "CAROUSEL",
      image: undefined,
      destination: undefined,
      carousel: [1, 2].map((card) => ({
        caption: `Card ${card}`,
        image: { media: { type: "URL", url: `https://cdn.example.com/${card}.jpg` } },
        destination: { type: "URL", url: "https://example.com/" },
      })),
    },
    {
      type: "VIDEO",
      image: undefined,
      video: { media: { type: "URL", url: "https://cdn.example.com/a.mp4" } },
      thumbnail: { media: { type: "URL", url: "https://cdn.example.com/a.jpg" } },
    },
  ];
  let job: unknown;
  for (const creative of creatives) {
    const started = await call("POST", `${profilePath}/structured_posts/jobs`, reddit.imagePost(creative));
    expect(started.status).toBe(201);
    job = started.data.id;
    await call("GET", `/structured_posts/jobs/${job}`);
  }
  await call("POST", `${profilePath}/structured_posts/jobs`, reddit.imagePost({ headline: "x".repeat(301) }));
  await clock.advance(1_000);
  const post = (await call("GET", `/structured_posts/jobs/${job}`)).data.post_id;
  await call("POST", `${profilePath}/posts`, { type: "TEXT", headline: "Hello", body: "Text" });
  const ad = (await call("POST", `${accountPath}/ads`, reddit.ad(adGroup, post))).data.id;

  for (const [path, change] of [
    [`/campaigns/${campaign}`, { configured_status: "ACTIVE" }],
    [`/ad_groups/${adGroup}`, { name: "Renamed" }],
    [`/ads/${ad}`, { configured_status: "ACTIVE" }],
    [`/posts/${post}`, { allow_comments: true }],
    [`/structured_posts/${post}`, { allow_comments: false }],
  ] as const) {
    expect((await call("PATCH", path, change)).status).toBe(200);
    expect((await call("GET", path)).status).toBe(200);
  }
  for (const path of [
    "/me",
    "/me/businesses",
    business,
    `${business}/ad_accounts`,
    `${business}/pixels`,
    `${business}/profiles`,
    accountPath,
    `${accountPath}/funding_instruments?mode=ALL`,
    `${accountPath}/pixels`,
    `${accountPath}/profiles`,
    `${accountPath}/campaigns?page.size=1000`,
    `${accountPath}/ad_groups?campaign_id=${campaign}`,
    `${accountPath}/ads?configured_status=ACTIVE,PAUSED`,
    profilePath,
    `${profilePath}/posts?page.size=100`,
    `${profilePath}/structured_posts?page.size=100`,
    "/targeting/communities?names=golang,rust",
    "/targeting/communities/search?query=go",
    "/targeting/communities/suggestions?names=game",
    "/targeting/geolocations?country=US",
    "/targeting/interests",
    "/targeting/languages",
    "/time_zones?page.size=2",
  ]) {
    expect([path, (await call("GET", path)).status]).toEqual([path, 200]);
  }
  const day = { starts_at: "2026-01-05T00:00:00Z", ends_at: "2026-01-06T00:00:00Z" };
  for (const [path, data] of [
    [`${accountPath}/history`, { change_types: ["STATUS"] }],
    [
      `${accountPath}/reports`,
      { ...day, fields: ["IMPRESSIONS", "CLICKS", "SPEND", "CTR", "CPC"], breakdowns: ["CAMPAIGN_ID", "DATE"] },
    ],
    [`${business}/ad_accounts/query`, { filter: "name=@second" }],
    [`${business}/funding_instruments/query`, { mode: "ALL" }],
    ["/targeting/keyword_validations", { keywords: ["compiler", "gore"] }],
    ["/forecasting/bid_suggestions", { bid_type: "CPC", duration: { start_time: "2026-02-01T00:00:00Z" } }],
  ] as const) {
    expect([path, (await call("POST", path, data)).status]).toEqual([path, 200]);
  }
  await call("GET", "/campaigns/1");
  await call("GET", "/me", undefined, { authorization: "Bearer wrong" });
  await call("GET", "/me", undefined, { "user-agent": "" });

  const consent = {
    client_id: DEMO_APP.clientId,
    response_type: "code",
    state: "s",
    redirect_uri: `http://localhost:3000${DEMO_APP.redirectPath}`,
    duration: "permanent",
    scope: "adsread adsedit",
  };
  const authorize = "http://reddit.test/reddit/oauth/api/v1/authorize";
  const headers = { "user-agent": DEMO_USER_AGENT };
  await host.fetch(`${authorize}?${new URLSearchParams(consent)}`, { headers });
  const body = new URLSearchParams({ ...consent, decision: "allow", member: account.memberId });
  const allowed = await host.fetch(authorize, { method: "POST", headers, body });
  const code = new URL(allowed.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const grant = { grant_type: "authorization_code", code, redirect_uri: consent.redirect_uri };
  await reddit.tokenCall("access_token", grant);
  await reddit.tokenCall("access_token", grant);
  await reddit.tokenCall("revoke_token", { token: "unknown" });

  host.setFaults("reddit", [
    { kind: "unknown_enum", times: 1 },
    { kind: "status", times: 1 },
  ]);
  await call("GET", `/campaigns/${campaign}`);
  await call("GET", `/campaigns/${campaign}`);
  await host.close();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-contract-"));
  const file = join(folder, "all.jsonl");
  await callEverything(file);
  exchanges = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RecordedExchange);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the simulator against Reddit's description", () => {
  it("answers every operation it has, and each answer fits", () => {
    const seen = new Set<string>();
    const violations: unknown[] = [];
    for (const exchange of exchanges) {
      const result = check.check(exchange);
      if (result.operation) seen.add(result.operation);
      if (result.violations.length > 0)
        violations.push([exchange.method, exchange.path, exchange.status, ...result.violations]);
    }
    expect(violations).toEqual([]);
    expect(check.operationKeys.filter((key) => !seen.has(key))).toEqual([]);
  });

  it("marks answers that a fault altered, which then owe nothing", () => {
    const altered = exchanges.filter(({ fault }) => fault);
    expect(altered.map(({ fault }) => fault)).toEqual(["unknown_enum", "status"]);
    const [first] = altered;
    expect(first && check.check({ ...first, fault: undefined }).violations).not.toEqual([]);
  });

  it("agrees with the description on what to refuse", () => {
    const refused = exchanges.filter((exchange) => check.check(exchange).refused);
    expect(refused.map(({ status }) => status)).toEqual([400]);
  });
});

describe("the contract check", () => {
  const sample = (): RecordedExchange => {
    const found = exchanges.find(
      ({ method, path, status }) => method === "POST" && path.endsWith("/campaigns") && status === 201,
    );
    if (!found) throw new Error("No campaign was created.");
    return found;
  };
  const violationsOf = (changes: Partial<RecordedExchange>) =>
    check.check({ ...sample(), ...changes }).violations.join("; ");

  it.each([
    ["an unknown path", { path: "/api/v3/ad_accounts/a2_x/adverts" }, "unknown path"],
    ["an unknown verb", { method: "DELETE" }, "unknown path"],
    ["an unknown query parameter", { query: "?limit=5" }, "unknown query parameter limit"],
    ["an undeclared status", { status: 409 }, "undeclared status 409"],
    [
      "a request field nobody declared",
      { requestBody: '{"data":{"name":"abc","configured_status":"PAUSED","objective":"CLICKS","budget":1}}' },
      "must NOT have additional properties 'budget'",
    ],
    ["an answer without its envelope", { responseBody: "[]" }, "must be object"],
    ["an answer that is no JSON", { responseBody: "<html>" }, "not JSON"],
    ["a wrong type in an answer", { responseBody: '{"data":{"goal_value":"5"}}' }, "must be integer"],
  ])("finds %s", (_what, changes, complaint) => {
    expect(violationsOf(changes)).toContain(complaint);
  });

  it("still holds the request of an altered answer to the contract", () => {
    expect(violationsOf({ fault: "cut_body", requestBody: "{}" })).toContain("request");
    expect(violationsOf({ fault: "cut_body", responseBody: "" })).toBe("");
  });
});
