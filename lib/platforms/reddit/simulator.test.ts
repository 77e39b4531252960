import { beforeEach, describe, expect, it } from "vitest";
import { createFakeClock, type FakeClock } from "../../testing/fake-clock";
import type { SimulatorHost } from "../simulators/host";
import { createRedditHost, type DrivenAnswer, driveReddit, type RedditDriver } from "./simulator-driver";

let clock: FakeClock;
let host: SimulatorHost;
let reddit: RedditDriver;

beforeEach(async () => {
  clock = createFakeClock();
  host = createRedditHost({ clock });
  reddit = await driveReddit(host);
});

const fieldsOf = ({ body }: DrivenAnswer): string[] => {
  const error = body.error as { fields?: { field: string }[] } | undefined;
  return (error?.fields ?? []).map(({ field }) => field);
};
const list = ({ body }: DrivenAnswer) => body.data as Record<string, unknown>[];
const nextUrl = ({ body }: DrivenAnswer) => (body.pagination as { next_url: string | null }).next_url;

async function createPost(): Promise<unknown> {
  const job = await reddit.call("POST", `${reddit.profilePath}/structured_posts/jobs`, reddit.imagePost());
  await clock.advance(1_000);
  return (await reddit.call("GET", `/structured_posts/jobs/${job.data.id}`)).data.post_id;
}

async function createTree() {
  const campaign = await reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign());
  const adGroup = await reddit.call("POST", `${reddit.accountPath}/ad_groups`, reddit.adGroup(campaign.data.id));
  const ad = await reddit.call("POST", `${reddit.accountPath}/ads`, reddit.ad(adGroup.data.id, await createPost()));
  return { campaign: campaign.data, adGroup: adGroup.data, ad: ad.data };
}

describe("campaigns", () => {
  it("answers a create with 201, a decimal id beyond 2^53 and everything that was sent", async () => {
    const answer = await reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign());
    expect(answer.status).toBe(201);
    expect(answer.data).toMatchObject({
      ...reddit.campaign(),
      effective_status: "PAUSED",
      created_at: "2026-01-05T09:00:00Z",
    });
    expect(answer.data.id).toMatch(/^\d{19}$/);
    expect(Number.isSafeInteger(Number(answer.data.id))).toBe(false);
  });

  it.each([
    ["a short name", { name: "ab" }, "data.name"],
    ["a long name", { name: "x".repeat(501) }, "data.name"],
    ["a null name", { name: null }, "data.name"],
    ["an unknown objective", { objective: "AWARENESS" }, "data.objective"],
    ["an unknown field", { budget: 1 }, "data.budget"],
    ["a fractional amount", { goal_value: 1.5 }, "data.goal_value"],
    ["a zero budget", { goal_value: 0 }, "data.goal_value"],
    ["no start under a campaign budget", { start_time: undefined }, "data.start_time"],
    ["no pixel under a campaign budget", { conversion_pixel_id: undefined }, "data.conversion_pixel_id"],
    ["somebody else's pixel", { conversion_pixel_id: "a2_lockstepother" }, "data.conversion_pixel_id"],
    ["somebody else's funding", { funding_instrument_id: "604222" }, "data.funding_instrument_id"],
    ["a lifetime budget without an end", { goal_type: "LIFETIME_SPEND" }, "data.end_time"],
    ["an end before the start", { end_time: "2031-11-01T00:00:00Z" }, "data.end_time"],
    ["a start in the past", { start_time: "2026-01-05T08:59:59Z" }, "data.start_time"],
    ["a bid value under BIDLESS", { bid_strategy: "BIDLESS", bid_value: 1_000_000 }, "data.bid_value"],
    ["no bid value under TARGET_CPX", { bid_strategy: "TARGET_CPX" }, "data.bid_value"],
    ["a CPM bid out of range", { bid_type: "CPM", bid_value: 3_499_999 }, "data.bid_value"],
    ["a video bid on a click campaign", { bid_type: "CPV6" }, "data.bid_type"],
    ["no goal for conversions", { objective: "CONVERSIONS" }, "data.optimization_goal"],
    ["no app for app installs", { objective: "APP_INSTALLS" }, "data.app_id"],
    ["a campaign budget without the flag", { is_campaign_budget_optimization: false }, "data.goal_value"],
    ["a birth as archived", { configured_status: "ARCHIVED" }, "data.configured_status"],
  ])("refuses %s and names the field", async (_what, changes, field) => {
    const answer = await reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign(changes));
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toContain(field);
    expect(list(await reddit.call("GET", `${reddit.accountPath}/campaigns`))).toEqual([]);
  });

  it("takes the objectives and bid types of the later revision", async () => {
    const body = reddit.campaign({ objective: "BRAND_AWARENESS", bid_type: "CPM", bid_value: 5_000_000 });
    expect((await reddit.call("POST", `${reddit.accountPath}/campaigns`, body)).status).toBe(201);
  });

  it("changes only what a PATCH names, and moves modified_at", async () => {
    const { campaign } = await createTree();
    await clock.advance(60_000);
    const answer = await reddit.call("PATCH", `/campaigns/${campaign.id}`, { goal_value: 60_000_000 });
    expect(answer.data).toMatchObject({
      goal_value: 60_000_000,
      name: "Spring launch",
      created_at: campaign.created_at,
    });
    expect(answer.data.modified_at).not.toBe(campaign.modified_at);
  });

  it.each([
    ["objective", "IMPRESSIONS"],
    ["is_campaign_budget_optimization", false],
    ["goal_type", "LIFETIME_SPEND"],
    ["conversion_pixel_id", "a2_lockstepdemo2nd"],
    ["special_ad_categories", ["HOUSING_EMPLOYMENT_CREDIT"]],
  ])("refuses a changed %s after creation, and lets the same value pass", async (field, value) => {
    const { campaign } = await createTree();
    const answer = await reddit.call("PATCH", `/campaigns/${campaign.id}`, { [field]: value });
    expect([answer.status, fieldsOf(answer)]).toEqual([400, [`data.${field}`]]);
    expect((await reddit.call("PATCH", `/campaigns/${campaign.id}`, { [field]: campaign[field] })).status).toBe(200);
  });

  it("ignores the invoice label of a campaign paid by card", async () => {
    const body = reddit.campaign({ funding_instrument_id: reddit.account.unservableFundingId, invoice_label: "INV-1" });
    expect((await reddit.call("POST", `${reddit.accountPath}/campaigns`, body)).data.invoice_label).toBeNull();
  });
});

describe("ad groups", () => {
  const create = async (changes: Record<string, unknown>, campaignChanges: Record<string, unknown> = {}) => {
    const campaign = await reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign(campaignChanges));
    return reddit.call("POST", `${reddit.accountPath}/ad_groups`, reddit.adGroup(campaign.data.id, changes));
  };
  const PLAIN = {
    is_campaign_budget_optimization: false,
    goal_type: undefined,
    goal_value: undefined,
    bid_strategy: undefined,
    bid_type: undefined,
    start_time: undefined,
    end_time: undefined,
    conversion_pixel_id: undefined,
  };
  const MANUAL = {
    bid_strategy: "MANUAL_BIDDING",
    bid_type: "CPC",
    bid_value: 750_000,
    goal_type: "DAILY_SPEND",
    goal_value: 20_000_000,
    start_time: "2031-12-01T00:00:00Z",
  };

  it("inherits under a campaign budget and carries its own otherwise", async () => {
    expect((await create({})).data).toMatchObject({
      is_campaign_budget_optimization: true,
      goal_value: null,
      type: "MANUAL",
    });
    const manual = await create(MANUAL, PLAIN);
    expect([manual.status, manual.data]).toMatchObject([201, { ...MANUAL, is_campaign_budget_optimization: false }]);
  });

  it.each([
    ["a budget under a campaign budget", { goal_value: 1_000_000 }, {}, "data.goal_value"],
    ["another strategy than the campaign's", { bid_strategy: "MANUAL_BIDDING" }, {}, "data.bid_strategy"],
    ["a bid that the campaign has set", { bid_value: 1_000_000 }, { bid_value: 2_000_000 }, "data.bid_value"],
    [
      "no budget of its own where the campaign has none",
      { ...MANUAL, goal_value: undefined },
      PLAIN,
      "data.goal_value",
    ],
    ["a manual bid without its value", { ...MANUAL, bid_value: null }, PLAIN, "data.bid_value"],
    ["an end without a start", { end_time: "2031-12-05T00:00:00Z" }, {}, "data.start_time"],
    ["a start before the campaign's", { start_time: "2031-11-30T00:00:00Z" }, {}, "data.start_time"],
    ["no pixel", { conversion_pixel_id: undefined }, {}, "data.conversion_pixel_id"],
    ["no bid_type key", { bid_type: undefined }, {}, "data.bid_type"],
    [
      "a community nobody knows",
      { targeting: { communities: ["golang", "nosuchplace"] } },
      {},
      "data.targeting.communities",
    ],
    ["an interest nobody knows", { targeting: { interests: ["9"] } }, {}, "data.targeting.interests"],
    ["a place nobody knows", { targeting: { geolocations: ["XX"] } }, {}, "data.targeting.geolocations"],
    ["an unknown platform", { targeting: { platforms: ["FAX"] } }, {}, "data.targeting.platforms[0]"],
    ["a retired goal", { optimization_goal: "SEARCH" }, {}, "data.optimization_goal"],
  ])("refuses %s and names the field", async (_what, changes, campaignChanges, field) => {
    const answer = await create(changes, campaignChanges);
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toContain(field);
  });

  it("replaces the whole targeting with a PATCH and keeps the campaign fixed", async () => {
    const { adGroup, campaign } = await createTree();
    const replaced = await reddit.call("PATCH", `/ad_groups/${adGroup.id}`, { targeting: { communities: ["aww"] } });
    expect(replaced.data.targeting).toEqual({ communities: ["aww"] });
    const other = await reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign());
    expect(fieldsOf(await reddit.call("PATCH", `/ad_groups/${adGroup.id}`, { campaign_id: other.data.id }))).toEqual([
      "data.campaign_id",
    ]);
    expect((await reddit.call("PATCH", `/ad_groups/${adGroup.id}`, { campaign_id: campaign.id })).status).toBe(200);
  });
});

describe("ads and posts", () => {
  it("makes a post through a job that is queued, in progress, then done", async () => {
    const started = await reddit.call("POST", `${reddit.profilePath}/structured_posts/jobs`, reddit.imagePost());
    expect([started.status, started.data.status]).toEqual([201, "QUEUED"]);
    const poll = async () => (await reddit.call("GET", `/structured_posts/jobs/${started.data.id}`)).data;
    await clock.advance(500);
    expect(await poll()).toMatchObject({ status: "PROCESSING", post_id: null });
    expect(list(await reddit.call("GET", `${reddit.profilePath}/structured_posts`))).toEqual([]);
    await clock.advance(500);
    const done = await poll();
    expect(done).toMatchObject({ status: "SUCCESS", error_message: null, post_id: expect.stringMatching(/^t3_/) });
    const post = (await reddit.call("GET", `/structured_posts/${done.post_id}`)).data;
    expect(post.creative).toMatchObject({
      headline: "Ship faster",
      image: { media: { url: expect.stringMatching(/^https:\/\/i\.redd\.it\//) } },
    });
  });

  it.each([
    ["a headline over 300 characters", { headline: "x".repeat(301) }, "headline"],
    [
      "a display address of another domain",
      { destination: { type: "URL", url: "https://example.com/", display_url: "other.org" } },
      "display_url",
    ],
    [
      "media only this machine can reach",
      { image: { media: { type: "URL", url: "http://127.0.0.1:3000/a.png" } } },
      "media",
    ],
  ])("ends the job in CLIENT_ERROR for %s", async (_what, changes, word) => {
    const job = await reddit.call("POST", `${reddit.profilePath}/structured_posts/jobs`, reddit.imagePost(changes));
    expect(job.status).toBe(201);
    await clock.advance(1_000);
    const { data } = await reddit.call("GET", `/structured_posts/jobs/${job.data.id}`);
    expect(data).toMatchObject({ status: "CLIENT_ERROR", post_id: null, error_message: expect.stringContaining(word) });
    expect(list(await reddit.call("GET", `${reddit.profilePath}/structured_posts`))).toEqual([]);
  });

  it("refuses a creative that does not fit its type at once", async () => {
    const answer = await reddit.call(
      "POST",
      `${reddit.profilePath}/structured_posts/jobs`,
      reddit.imagePost({ image: undefined }),
    );
    expect([answer.status, fieldsOf(answer)]).toEqual([400, ["data.creative.image"]]);
    const wrongButton = { destination: { type: "URL", url: "https://example.com/", call_to_action: "LEARN_MORE" } };
    expect(
      (await reddit.call("POST", `${reddit.profilePath}/structured_posts/jobs`, reddit.imagePost(wrongButton))).status,
    ).toBe(400);
  });

  it("shows a legacy post in both forms and lets only its comments change", async () => {
    const content = [
      {
        media_url: "https://cdn.example.com/a.jpg",
        destination_url: "https://example.com/",
        call_to_action: "Sign Up",
      },
    ];
    const made = await reddit.call("POST", `${reddit.profilePath}/posts`, {
      type: "IMAGE",
      headline: "Hello there",
      content,
    });
    expect(made).toMatchObject({
      status: 201,
      data: { type: "IMAGE", content: [{ destination_url: "https://example.com/" }] },
    });
    const structured = await reddit.call("GET", `/structured_posts/${made.data.id}`);
    expect(structured.data.creative).toMatchObject({ type: "IMAGE", destination: { call_to_action: "Sign Up" } });
    expect((await reddit.call("PATCH", `/posts/${made.data.id}`, { allow_comments: true })).data.allow_comments).toBe(
      true,
    );
    expect((await reddit.call("PATCH", `/posts/${made.data.id}`, { headline: "Changed" })).status).toBe(400);
  });

  it("needs a post that exists, in the caller's own business", async () => {
    const { adGroup } = await createTree();
    const none = await reddit.call("POST", `${reddit.accountPath}/ads`, reddit.ad(adGroup.id, "t3_nothing"));
    expect(fieldsOf(none)).toEqual(["data.post_id"]);
    const without = await reddit.call("POST", `${reddit.accountPath}/ads`, reddit.ad(adGroup.id, undefined));
    expect(fieldsOf(without)).toEqual(["data.post_id"]);
  });

  it("swaps an ad's post but never its ad group", async () => {
    const { ad, adGroup } = await createTree();
    const post = await createPost();
    expect((await reddit.call("PATCH", `/ads/${ad.id}`, { post_id: post })).data.post_id).toBe(post);
    expect(fieldsOf(await reddit.call("PATCH", `/ads/${ad.id}`, { ad_group_id: "1" }))).toEqual(["data.ad_group_id"]);
    expect((await reddit.call("PATCH", `/ads/${ad.id}`, { ad_group_id: adGroup.id })).status).toBe(200);
  });

  it("filters ads by parents and by status", async () => {
    const { ad, adGroup, campaign } = await createTree();
    const ids = async (query: string) =>
      list(await reddit.call("GET", `${reddit.accountPath}/ads?${query}`)).map(({ id }) => id);
    expect(await ids(`ad_group_id=${adGroup.id}&configured_status=PAUSED,ACTIVE`)).toEqual([ad.id]);
    expect(await ids(`campaign_id=${campaign.id}&effective_status=ACTIVE`)).toEqual([]);
    expect(await ids("ad_group_id=1")).toEqual([]);
  });
});

describe("status", () => {
  const effective = async (path: string) => (await reddit.call("GET", path)).data.effective_status;

  it("shows a parent's pause on the child without touching what the child was set to", async () => {
    const { campaign, adGroup, ad } = await createTree();
    for (const path of [`/ads/${ad.id}`, `/ad_groups/${adGroup.id}`])
      await reddit.call("PATCH", path, { configured_status: "ACTIVE" });
    await clock.advance(10_000);
    expect(await effective(`/ad_groups/${adGroup.id}`)).toBe("CAMPAIGN_PAUSED");
    expect(await effective(`/ads/${ad.id}`)).toBe("CAMPAIGN_PAUSED");
    await reddit.call("PATCH", `/campaigns/${campaign.id}`, { configured_status: "ACTIVE" });
    expect(await effective(`/ads/${ad.id}`)).toBe("ACTIVE");
    await reddit.call("PATCH", `/ad_groups/${adGroup.id}`, { configured_status: "PAUSED" });
    expect((await reddit.call("GET", `/ads/${ad.id}`)).data).toMatchObject({
      configured_status: "ACTIVE",
      effective_status: "AD_GROUP_PAUSED",
    });
  });

  it("reviews new records before they run, waits for billing, and ends with the end date", async () => {
    const active = await reddit.call(
      "POST",
      `${reddit.accountPath}/campaigns`,
      reddit.campaign({ configured_status: "ACTIVE" }),
    );
    expect(active.data.effective_status).toBe("PENDING_APPROVAL");
    await clock.advance(2_000);
    expect(await effective(`/campaigns/${active.data.id}`)).toBe("ACTIVE");
    const unpaid = reddit.campaign({ configured_status: "ACTIVE", funding_instrument_id: null });
    expect((await reddit.call("POST", `${reddit.accountPath}/campaigns`, unpaid)).data.effective_status).toBe(
      "PENDING_BILLING_INFO",
    );
    const start = "2026-01-05T10:00:00Z";
    const brief = reddit.campaign({ configured_status: "ACTIVE", start_time: start, end_time: "2026-01-05T11:00:00Z" });
    const { data } = await reddit.call("POST", `${reddit.accountPath}/campaigns`, brief);
    await clock.advance(2 * 60 * 60 * 1000);
    await reddit.refresh();
    expect(await effective(`/campaigns/${data.id}`)).toBe("COMPLETED");
  });

  it("lets effective_status lag behind when told to", async () => {
    const { campaign } = await createTree();
    await clock.advance(60_000);
    host.platform("reddit").platform.control.switches.effectiveStatusLagMs = 5_000;
    const patched = await reddit.call("PATCH", `/campaigns/${campaign.id}`, { configured_status: "ACTIVE" });
    expect(patched.data).toMatchObject({ configured_status: "ACTIVE", effective_status: "PAUSED" });
    await clock.advance(5_000);
    expect(await effective(`/campaigns/${campaign.id}`)).toBe("ACTIVE");
  });

  it("archives for good, deletes only what was archived three hours ago, and still shows it", async () => {
    const { campaign, ad } = await createTree();
    const set = (status: string) => reddit.call("PATCH", `/campaigns/${campaign.id}`, { configured_status: status });
    expect((await set("DELETED")).status).toBe(400);
    expect((await set("ARCHIVED")).status).toBe(200);
    expect(await effective(`/ads/${ad.id}`)).toBe("ARCHIVED");
    expect((await set("ACTIVE")).status).toBe(400);
    expect((await set("DELETED")).status).toBe(400);
    await clock.advance(3 * 60 * 60 * 1000);
    await reddit.refresh();
    expect((await set("DELETED")).status).toBe(200);
    expect((await reddit.call("GET", `/campaigns/${campaign.id}`)).data.configured_status).toBe("DELETED");
    expect((await set("ACTIVE")).status).toBe(400);
    const orphan = await reddit.call("POST", `${reddit.accountPath}/ad_groups`, reddit.adGroup(campaign.id));
    expect(fieldsOf(orphan)).toEqual(["data.campaign_id"]);
  });
});

describe("the door", () => {
  it("answers 401 to an unknown or expired bearer, 403 without the scope, 404 to a wrong verb", async () => {
    const as = (authorization: string) => reddit.call("GET", "/me", undefined, { authorization });
    expect((await as("Bearer nonsense")).status).toBe(401);
    expect((await as("")).body).toEqual({ error: { code: 401, message: "Bad bearer token provided." } });
    expect((await reddit.call("PUT", `${reddit.accountPath}/campaigns`, {})).status).toBe(404);
    expect((await reddit.call("GET", "/nowhere")).status).toBe(404);
    await clock.advance(3_600_000);
    expect((await reddit.call("GET", "/me")).status).toBe(401);
  });

  it("keeps businesses apart", async () => {
    const { campaign } = await createTree();
    const other = await driveReddit(host, { number: 2 });
    expect((await other.call("GET", `/campaigns/${campaign.id}`)).status).toBe(404);
    expect((await other.call("PATCH", `/campaigns/${campaign.id}`, { name: "Mine now" })).status).toBe(404);
    expect((await other.call("GET", `${reddit.accountPath}/campaigns`)).status).toBe(403);
    expect((await other.call("GET", "/ad_accounts/a2_nobody/campaigns")).status).toBe(404);
    expect(list(await other.call("GET", `${other.accountPath}/campaigns`))).toEqual([]);
  });

  it("throttles an agent that does not name its app", async () => {
    const answer = await reddit.call("GET", "/me", undefined, { "user-agent": "node" });
    expect([answer.status, answer.body]).toEqual([429, { error: { code: 429, message: "Too Many Requests" } }]);
  });

  it("refuses a body that is no JSON", async () => {
    const response = await host.fetch(`http://reddit.test/reddit/api/v3${reddit.accountPath}/campaigns`, {
      method: "POST",
      headers: { authorization: `Bearer ${reddit.token()}`, "user-agent": "node:test:1 (by /u/test)" },
      body: "{",
    });
    expect(response.status).toBe(400);
  });
});

describe("pages", () => {
  it("leads through every record once, and back, while others are being added", async () => {
    for (let index = 0; index < 5; index += 1) {
      await reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign({ name: `Campaign ${index}` }));
    }
    const names: unknown[] = [];
    let page = await reddit.call("GET", `${reddit.accountPath}/campaigns?page.size=2`);
    let pages = 0;
    for (;;) {
      pages += 1;
      names.push(...list(page).map(({ name }) => name));
      const next = nextUrl(page);
      if (!next) break;
      expect(next).toMatch(/^http:\/\/reddit\.test\/reddit\/api\/v3\//);
      if (pages === 1)
        await reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign({ name: "Campaign 5" }));
      page = await reddit.call("GET", next);
    }
    expect(names).toEqual([0, 1, 2, 3, 4, 5].map((index) => `Campaign ${index}`));
    const previous = (page.body.pagination as { previous_url: string }).previous_url;
    expect(list(await reddit.call("GET", previous)).map(({ name }) => name)).toEqual(["Campaign 2", "Campaign 3"]);
  });

  it("never gives more than 1,000 records, or 100 posts, a page", async () => {
    host.platform("reddit").platform.control.bulk({ kind: "campaign", count: 1_050, seed: 1, options: {} });
    host.platform("reddit").platform.control.bulk({ kind: "post", count: 120, seed: 1, options: {} });
    expect(list(await reddit.call("GET", `${reddit.accountPath}/campaigns?page.size=5000`))).toHaveLength(1_000);
    expect((await reddit.call("GET", `${reddit.profilePath}/structured_posts?page.size=101`)).status).toBe(400);
    expect(list(await reddit.call("GET", `${reddit.profilePath}/structured_posts?page.size=100`))).toHaveLength(100);
  });
});

describe("history", () => {
  it("says who changed what, newest first, and can be narrowed", async () => {
    const { campaign, adGroup } = await createTree();
    await reddit.call("PATCH", `/campaigns/${campaign.id}`, { goal_value: 70_000_000 });
    host.platform("reddit").platform.control.patch("ad-group", String(adGroup.id), { name: "Renamed by hand" });
    const all = await reddit.call("POST", `${reddit.accountPath}/history`, {});
    expect(list(all).map(({ change }) => change)).toMatchObject([
      { entity_type: "AD_GROUP", field_name: "name", before_value: "Developers", after_value: "Renamed by hand" },
      { entity_type: "CAMPAIGN", field_name: "goal_value", before_value: "50000000", after_value: "70000000" },
    ]);
    expect(list(all).map(({ cause }) => (cause as { reddit_username: string }).reddit_username)).toEqual([
      "lockstep_demo_desk",
      "lockstep_demo",
    ]);
    const budgets = await reddit.call("POST", `${reddit.accountPath}/history`, { change_types: ["BUDGET"] });
    expect(list(budgets)).toHaveLength(1);
    const below = {
      entity_id_filters: [{ entity_type: "CAMPAIGN", entity_ids: [campaign.id], include_child_entities: true }],
    };
    expect(list(await reddit.call("POST", `${reddit.accountPath}/history`, below))).toHaveLength(2);
  });
});
