import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CanonicalRecord, RecordKind } from "../../domain/canonical";
import type { DesiredTree, Operation } from "../types";
import { redditCapabilities } from "./capabilities";
import { fromRedditAd, toRedditAd } from "./mapping/ad";
import { fromRedditAdGroup, toRedditAdGroup } from "./mapping/ad-group";
import { fromRedditCampaign, toRedditCampaign } from "./mapping/campaign";
import {
  changesPost,
  creativeDigest,
  differInPictureOnly,
  looksLike,
  POST_FIELDS,
  toRedditCreative,
} from "./mapping/post";
import { findProblems } from "./mapping/problems";
import { projectTree } from "./mapping/project";
import { RedditAd, RedditAdGroup, RedditCampaign, RedditPost, type RedditSettings } from "./schemas";

const NOW = new Date("2026-06-01T12:00:00.000Z");
const settings: RedditSettings = {
  adAccountId: "a2_x",
  profileId: "t2_p",
  pixelId: "a2_x",
  fundingInstrumentId: "604212",
  currency: "USD",
  markers: true,
};

const operation = (recordKind: RecordKind, desired: CanonicalRecord, over: Partial<Operation> = {}): Operation => ({
  id: "op",
  kind: "create",
  recordKind,
  recordId: "record",
  platformId: null,
  parentPlatformId: recordKind === "campaign" ? null : "900",
  desired,
  changed: [],
  marker: "k3f9wq",
  parts: {},
  ...over,
});
const update = (recordKind: RecordKind, desired: CanonicalRecord, changed: string[]) =>
  operation(recordKind, desired, { kind: "update", platformId: "1", changed });

// --- Trees as people write them -------------------------------------------------------------------------------------

// Any writing in short names, and plain letters up to what the marker leaves room for: long texts of composed
// characters take minutes to make.
const name = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 3, maxLength: 30 }),
  fc.string({ minLength: 3, maxLength: 492 }),
);
const micros = fc.bigInt({ min: 1n, max: 9_000_000_000_000_000n }).map(String);
const minutesFromNow = (minutes: number) => `${new Date(NOW.getTime() + minutes * 60_000).toISOString().slice(0, 19)}Z`;
const minutes = fc.integer({ min: 1, max: 1_000_000 });
const status = fc.constantFrom("active", "paused");
// `engagement` and `sales` become what Reddit has for them, and come back as that.
const objective = fc.constantFrom("awareness", "traffic", "leads", "conversions", "video_views");
const words = (...values: string[]) => fc.subarray(values);

const campaignArb = fc
  .record({
    name,
    objective,
    status,
    budgetType: fc.constantFrom("daily", "lifetime"),
    budgetAmountMicros: micros,
    start: minutes,
    length: minutes,
    hasEnd: fc.boolean(),
  })
  .map(
    ({ start, length, hasEnd, ...value }): CanonicalRecord => ({
      ...value,
      startAt: minutesFromNow(start),
      endAt: hasEnd || value.budgetType === "lifetime" ? minutesFromNow(start + length) : null,
    }),
  );
const adGroupArb = (strategy: fc.Arbitrary<string>) =>
  fc
    .record({
      name,
      status,
      bidStrategy: strategy,
      amount: micros,
      "targeting.communities": words("gaming", "rust", "golang"),
      "targeting.interests": words("1001", "1002"),
      "targeting.locations": words("US", "US-VA", "CA:6167865"),
      "targeting.devices": words("desktop", "mobile", "ios", "android"),
    })
    .map(
      ({ amount, ...value }): CanonicalRecord => ({
        ...value,
        bidAmountMicros: value.bidStrategy === "automatic" ? null : amount,
      }),
    );
const anyStrategy = fc.constantFrom("automatic", "manual_cpc", "manual_cpm");
const treeArb = (strategy: fc.Arbitrary<string>): fc.Arbitrary<DesiredTree> =>
  fc.record({
    campaign: campaignArb.map((value) => ({ id: "c", value })),
    adGroups: fc
      .array(adGroupArb(strategy), { maxLength: 5 })
      .map((values) => values.map((value, index) => ({ id: `g${index}`, value }))),
    ads: fc.constant([]),
    keywords: fc.constant([]),
  });

/** What Reddit shows after a create: what it was sent, with an id. JSON, because that is how it travels. */
const echo = <Wire>(schema: { parse(value: unknown): Wire }, sent: object, more: object): Wire =>
  schema.parse(JSON.parse(JSON.stringify({ ...sent, ...more })));

const owned = (kind: "campaign" | "ad_group", record: CanonicalRecord) =>
  Object.fromEntries(
    Object.keys(redditCapabilities.kinds[kind]?.fields ?? {})
      .filter((field) => !field.startsWith("settings."))
      .map((field) => [field, record[field] ?? null]),
  );

describe("what is sent comes back as it was", () => {
  test.each([
    ["with the budget on the campaign", fc.constant("automatic")],
    ["with the budget on the ad groups", anyStrategy],
  ])("%s", (_name, strategy) => {
    fc.assert(
      fc.property(treeArb(strategy), (tree) => {
        const projected = projectTree(tree);
        const campaign = projected.get("c") ?? {};
        const sent = toRedditCampaign(operation("campaign", campaign), settings, NOW);
        const back = fromRedditCampaign(echo(RedditCampaign, sent, { id: "1" }));
        expect(back.marker).toBe("k3f9wq");
        expect(owned("campaign", back.value)).toEqual(owned("campaign", campaign));
        for (const { id } of tree.adGroups) {
          const adGroup = projected.get(id) ?? {};
          const wire = echo(RedditAdGroup, toRedditAdGroup(operation("ad_group", adGroup), settings, NOW), { id: "2" });
          const group = fromRedditAdGroup({ ...wire, goal_type: wire.goal_type ?? null });
          expect(group).toMatchObject({ marker: "k3f9wq", parentPlatformId: "900" });
          expect(owned("ad_group", group.value)).toEqual(owned("ad_group", adGroup));
        }
      }),
    );
  });

  test("of an ad: its status, address and post", () => {
    fc.assert(
      fc.property(status, fc.webUrl(), name, (wanted, finalUrl, headline) => {
        const desired = { status: wanted, finalUrl, headlines: [headline], descriptions: [], imageUrl: null };
        const back = fromRedditAd(echo(RedditAd, toRedditAd(operation("ad", desired), settings, "t3_1"), { id: "3" }));
        expect(back).toMatchObject({
          marker: "k3f9wq",
          parentPlatformId: "900",
          parts: { post: { platformId: "t3_1" } },
          value: { status: wanted, finalUrl },
        });
      }),
    );
  });
});

describe("a budget that ad groups share", () => {
  const shares = (amount: string, adGroups: CanonicalRecord[]) => {
    const projected = projectTree({
      campaign: { id: "c", value: { budgetAmountMicros: amount, budgetType: "daily" } },
      adGroups: adGroups.map((value, index) => ({ id: String(index), value })),
      ads: [],
      keywords: [],
    });
    return adGroups.map((_, index) => projected.get(String(index))?.budgetAmountMicros ?? null);
  };
  const manual = { bidStrategy: "manual_cpc", status: "active" };

  test("adds up to what the person wrote, to the micro, and no share is more than a micro above another", () => {
    fc.assert(
      fc.property(micros, fc.integer({ min: 1, max: 40 }), (amount, count) => {
        const parts = shares(amount, Array(count).fill(manual)).map((part) => BigInt(part as string));
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(BigInt(amount));
        const sorted = [...parts].sort((a, b) => (a < b ? -1 : 1));
        expect((sorted.at(-1) ?? 0n) - (sorted[0] ?? 0n)).toBeLessThanOrEqual(1n);
      }),
    );
  });
  test("leaves out what is archived, and is the campaign's own where every bid is automatic", () => {
    expect(shares("100", [manual, { ...manual, status: "archived" }, manual])).toEqual(["50", null, "50"]);
    expect(shares("100", [{ bidStrategy: "automatic", status: "active" }])).toEqual([null]);
  });
});

describe("a campaign", () => {
  const campaign = (over: CanonicalRecord = {}) =>
    projectTree({
      campaign: {
        id: "c",
        value: {
          name: "Spring",
          objective: "traffic",
          status: "active",
          budgetType: "daily",
          budgetAmountMicros: "50000000",
          startAt: null,
          endAt: null,
          ...over,
        },
      },
      adGroups: [],
      ads: [],
      keywords: [],
    }).get("c") ?? {};
  const created = (over: CanonicalRecord = {}) =>
    toRedditCampaign(operation("campaign", campaign(over)), settings, NOW);

  test("is created as the platform wants it", () => {
    expect(created()).toEqual({
      name: "Spring ·k3f9wq",
      invoice_label: null,
      objective: "CLICKS",
      configured_status: "ACTIVE",
      funding_instrument_id: "604212",
      is_campaign_budget_optimization: true,
      goal_type: "DAILY_SPEND",
      goal_value: 50_000_000,
      start_time: "2026-06-01T12:02:00Z",
      end_time: null,
      bid_strategy: "MAXIMIZE_VOLUME",
      bid_type: "CPC",
      conversion_pixel_id: "a2_x",
    });
  });
  test("starts in two minutes when its start is past, or none was given, at creation and later", () => {
    for (const startAt of [null, "2026-06-01T11:59:59Z", "2020-01-01T00:00:00Z", "2026-06-01T12:00:00Z"]) {
      expect(created({ startAt })).toMatchObject({ start_time: "2026-06-01T12:02:00Z" });
      expect(toRedditCampaign(update("campaign", campaign({ startAt }), ["startAt"]), settings, NOW)).toEqual({
        start_time: "2026-06-01T12:02:00Z",
      });
    }
    expect(created({ startAt: "2026-06-01T12:00:01Z" })).toMatchObject({ start_time: "2026-06-01T12:00:01Z" });
  });
  test.each([
    ["awareness", "IMPRESSIONS", "CPM", undefined],
    ["engagement", "CLICKS", "CPC", undefined],
    ["leads", "LEAD_GENERATION", "CPC", undefined],
    ["conversions", "CONVERSIONS", "CPC", "PURCHASE"],
    ["sales", "CONVERSIONS", "CPC", "PURCHASE"],
    ["app_installs", "APP_INSTALLS", "CPC", "MOBILE_CONVERSION_INSTALL"],
    ["video_views", "VIDEO_VIEWABLE_IMPRESSIONS", "CPV6", "VIDEO_VIEW_6S"],
  ])("for %s is a campaign for %s", (ours, theirs, bidType, goal) => {
    const body = created({ objective: ours });
    expect(body).toMatchObject({ objective: theirs, bid_type: bidType });
    expect(body.optimization_goal).toBe(goal);
  });
  test("takes its own settings over what we would choose", () => {
    expect(
      created({
        objective: "conversions",
        "settings.optimizationGoal": "LEAD",
        "settings.appId": "app",
        "settings.invoiceLabel": "Q2",
      }),
    ).toMatchObject({
      optimization_goal: "LEAD",
      app_id: "app",
      invoice_label: "Q2",
    });
  });
  test("sends of an update only what changed", () => {
    const body = (changed: string[]) => toRedditCampaign(update("campaign", campaign(), changed), settings, NOW);
    expect(body(["name"])).toEqual({ name: "Spring ·k3f9wq" });
    expect(body(["status"])).toEqual({ configured_status: "ACTIVE" });
    expect(body(["budgetAmountMicros", "endAt"])).toEqual({ goal_value: 50_000_000, end_time: null });
  });
  test("for apps without an app is a problem that names the setting", () => {
    expect(findProblems("campaign", campaign({ objective: "app_installs" }))).toMatchObject([
      { field: "platformSettings.appId" },
    ]);
    expect(findProblems("campaign", campaign({ objective: "app_installs", "settings.appId": "1" }))).toEqual([]);
  });
  test("keeps its marker when its name has all the characters Reddit allows", () => {
    const sent = created({ name: "n".repeat(500) });
    expect(sent.name).toHaveLength(500);
    expect(fromRedditCampaign(echo(RedditCampaign, sent, { id: "1" }))).toMatchObject({
      marker: "k3f9wq",
      value: { name: "n".repeat(492) },
    });
  });
});

describe("an ad group", () => {
  const desired: CanonicalRecord = {
    name: "Devs",
    status: "active",
    objective: "traffic",
    budgetOn: "campaign",
    bidStrategy: "automatic",
    bidAmountMicros: null,
    "targeting.communities": ["golang"],
    "targeting.interests": [],
    "targeting.locations": ["US"],
    "targeting.devices": ["ios"],
  };
  const existing = {
    communities: ["rust"],
    interests: ["1001"],
    geolocations: ["CA"],
    devices: [{ type: "DESKTOP", os: null, min_version: "3" }],
    keywords: ["compiler"],
    expand_targeting: true,
  };

  test("takes of its targeting what changed, and leaves the rest as it is over there", () => {
    const body = toRedditAdGroup(update("ad_group", desired, ["targeting.communities"]), settings, NOW, existing);
    expect(body).toEqual({ targeting: { ...existing, communities: ["golang"] } });
    const both = toRedditAdGroup(
      update("ad_group", desired, ["targeting.devices", "targeting.locations"]),
      settings,
      NOW,
      existing,
    );
    expect(both).toEqual({
      targeting: { ...existing, devices: [{ type: "MOBILE", os: "IOS" }], geolocations: ["US"] },
    });
  });
  test("whose targeting is not known yet gets only what changed", () => {
    expect(toRedditAdGroup(update("ad_group", desired, ["targeting.interests"]), settings, NOW, null)).toEqual({
      targeting: { interests: [] },
    });
  });
  test("sends strategy, kind and amount of a bid together", () => {
    const manual = { ...desired, bidStrategy: "manual_cpm", bidAmountMicros: "4000000" };
    const bid = { bid_strategy: "MANUAL_BIDDING", bid_type: "CPM", bid_value: 4_000_000 };
    expect(toRedditAdGroup(update("ad_group", manual, ["bidAmountMicros"]), settings, NOW)).toEqual(bid);
    expect(toRedditAdGroup(update("ad_group", manual, ["bidStrategy"]), settings, NOW)).toEqual(bid);
  });
  test("names communities without their prefix, in an order of their own", () => {
    const projected = projectTree({
      campaign: { id: "c", value: {} },
      adGroups: [{ id: "g", value: { ...desired, "targeting.communities": ["r/rust", "R/golang", "aww"] } }],
      ads: [],
      keywords: [],
    });
    expect(projected.get("g")?.["targeting.communities"]).toEqual(["aww", "golang", "rust"]);
  });
});

describe("an ad", () => {
  const picture = {
    status: "active",
    headlines: ["Ship faster"],
    descriptions: [],
    finalUrl: "https://example.com/a",
    displayUrl: null,
    callToAction: "Sign Up",
    imageUrl: "https://cdn.example.com/a.jpg",
  };
  const projected = (over: CanonicalRecord) =>
    projectTree({
      campaign: { id: "c", value: {} },
      adGroups: [],
      ads: [{ id: "a", value: { ...picture, ...over } }],
      keywords: [],
    }).get("a") ?? {};

  test.each([
    ["LEARN_MORE", "Learn More"],
    ["learn more", "Learn More"],
    ["SIGN_UP", "Sign Up"],
    ["shopNow", "Shop Now"],
    ["GET_QUOTE", "Get a Quote"],
    ["get_a_quote", "Get a Quote"],
    ["pre-order now", "Pre-order Now"],
    ["Dance With Us", "Learn More"],
  ])("that calls to %s has the button %s", (ours, theirs) => {
    expect(projected({ callToAction: ours }).callToAction).toBe(theirs);
  });
  test("with a picture has no text, and one without a picture no button and no shown address", () => {
    expect(projected({ descriptions: ["Text"] }).descriptions).toEqual([]);
    expect(
      projected({ imageUrl: null, descriptions: ["One", "Two"], displayUrl: "https://example.com" }),
    ).toMatchObject({
      descriptions: ["One", "Two"],
      callToAction: null,
      displayUrl: null,
    });
    expect(toRedditCreative(projected({ imageUrl: null, descriptions: ["One", "Two"] }))).toEqual({
      type: "TEXT",
      headline: "Ship faster",
      body: "One\n\nTwo",
      text_format: "PLAIN_TEXT",
    });
  });
  test("names its post in an update whenever its text changes, and never otherwise", () => {
    const body = (changed: string[], desired: CanonicalRecord = picture) =>
      toRedditAd(update("ad", desired, changed), settings, "t3_2");
    expect(body(["status"])).toEqual({ configured_status: "ACTIVE" });
    expect(body(["headlines"])).toEqual({ name: "Ship faster ·k3f9wq", post_id: "t3_2" });
    expect(body(["finalUrl"])).toEqual({ click_url: picture.finalUrl, post_id: "t3_2" });
    expect(body(["finalUrl"], { ...picture, imageUrl: null })).toEqual({ click_url: picture.finalUrl });
    for (const field of POST_FIELDS) {
      const wasChanged = creativeDigest({ ...picture, [field]: null }) !== creativeDigest(picture);
      if (wasChanged) expect(changesPost(update("ad", picture, [field]))).toBe(true);
    }
  });
  test.each([
    ["https://example.com", true],
    ["https://shop.example.com/x", true],
    ["https://example.org", false],
  ])("shown as %s is fine: %s", (displayUrl, isFine) => {
    expect(findProblems("ad", projected({ displayUrl })).length === 0).toBe(isFine);
  });
  test("whose headline is too long for a post is a problem that says by how much", () => {
    expect(findProblems("ad", projected({ headlines: ["h".repeat(301)] }))).toMatchObject([
      { field: "headlines", message: expect.stringContaining("301") },
    ]);
    expect(findProblems("ad", projected({ headlines: ["h".repeat(300)] }))).toEqual([]);
  });
});

describe("a post", () => {
  const desired = {
    headlines: ["Same"],
    finalUrl: "https://example.com/",
    callToAction: "Sign Up",
    imageUrl: "https://cdn.example.com/a.jpg",
  };
  const shown = (over: object = {}) =>
    RedditPost.parse({
      id: "t3_1",
      creative: {
        type: "IMAGE",
        headline: "Same",
        image: { media: { type: "URL", url: "https://i.redd.it/copy.jpg" } },
        destination: { type: "URL", url: "https://example.com/", call_to_action: "Sign Up", display_url: null },
        ...over,
      },
    });

  test("is known by what a person sees, although its picture is Reddit's own copy", () => {
    expect(looksLike(shown(), creativeDigest(desired))).toBe(true);
    expect(looksLike(shown({ headline: "Other" }), creativeDigest(desired))).toBe(false);
    expect(looksLike(shown(), creativeDigest({ ...desired, callToAction: "Learn More" }))).toBe(false);
    expect(looksLike(shown(), creativeDigest({ ...desired, displayUrl: "https://example.com" }))).toBe(false);
    expect(looksLike(shown({ type: "TEXT" }), creativeDigest(desired))).toBe(false);
    expect(looksLike({ id: "t3_2", creative: null, created_at: null }, creativeDigest(desired))).toBe(false);
  });
  test("that differs in its picture alone is another post, and can be told to be such a one", () => {
    const other = creativeDigest({ ...desired, imageUrl: "https://cdn.example.com/b.jpg" });
    expect(other).not.toBe(creativeDigest(desired));
    expect(differInPictureOnly(other, creativeDigest(desired))).toBe(true);
    expect(differInPictureOnly(creativeDigest(desired), creativeDigest(desired))).toBe(false);
    expect(differInPictureOnly(creativeDigest({ ...desired, headlines: ["Other"] }), creativeDigest(desired))).toBe(
      false,
    );
  });
});

describe("what Reddit says", () => {
  test.each([
    ["ACTIVE", "active", false],
    ["PAUSED", "paused", false],
    ["ARCHIVED", "archived", true],
    ["DELETED", "archived", true],
  ])("of a status: %s is %s", (theirs, ours, removed) => {
    for (const record of [
      fromRedditCampaign({ id: "1", configured_status: theirs }),
      fromRedditAdGroup({ id: "1", campaign_id: "2", configured_status: theirs }),
      fromRedditAd({ id: "1", ad_group_id: "2", configured_status: theirs }),
    ]) {
      expect(record).toMatchObject({ removed, value: { status: ours } });
    }
  });

  test("and we do not know stays unknown, which is not the same as empty", () => {
    const campaign = fromRedditCampaign({
      id: "1",
      name: "A",
      configured_status: "LIMITED_BY_NEW_POLICY",
      objective: "LIMITED_BY_NEW_POLICY",
      is_campaign_budget_optimization: true,
      goal_type: "LIMITED_BY_NEW_POLICY",
    });
    expect(campaign.value).toEqual({ name: "A", budgetOn: "campaign" });
    const adGroup = fromRedditAdGroup({
      id: "1",
      campaign_id: "2",
      configured_status: "LIMITED_BY_NEW_POLICY",
      bid_strategy: "LIMITED_BY_NEW_POLICY",
      goal_type: "LIMITED_BY_NEW_POLICY",
    });
    expect(adGroup.value).toEqual({});
    expect(
      fromRedditAdGroup({ id: "1", campaign_id: "2", bid_strategy: "MANUAL_BIDDING", bid_type: "CPV99" }).value,
    ).toEqual({});
    expect(fromRedditAd({ id: "1", ad_group_id: "2", configured_status: "LIMITED_BY_NEW_POLICY" }).value).toEqual({});
  });

  test("and leaves out stays unknown too", () => {
    expect(fromRedditCampaign({ id: "1" }).value).toEqual({});
    expect(fromRedditAdGroup({ id: "1", campaign_id: "2" }).value).toEqual({});
    expect(fromRedditAdGroup({ id: "1", campaign_id: "2", targeting: {} }).value).toEqual({});
    expect(fromRedditAd({ id: "1", ad_group_id: "2" }).value).toEqual({});
  });

  test("and calls empty is empty", () => {
    expect(
      fromRedditAdGroup({
        id: "1",
        campaign_id: "2",
        bid_strategy: null,
        goal_type: null,
        goal_value: null,
        targeting: null,
      }).value,
    ).toEqual({
      bidStrategy: "automatic",
      budgetType: null,
      budgetAmountMicros: null,
      startAt: null,
      endAt: null,
      "targeting.communities": [],
      "targeting.interests": [],
      "targeting.locations": [],
      "targeting.devices": [],
    });
    expect(fromRedditCampaign({ id: "1", is_campaign_budget_optimization: false }).value).toEqual({
      budgetOn: "ad_groups",
      budgetType: null,
      budgetAmountMicros: null,
      startAt: null,
      endAt: null,
    });
  });

  test("of an instant is the same instant, whatever its offset and its fractions", () => {
    const at = (start_time: string) =>
      fromRedditCampaign({ id: "1", is_campaign_budget_optimization: true, start_time }).value.startAt;
    for (const text of ["2026-06-01T12:00:00Z", "2026-06-01T12:00:00.000Z", "2026-06-01T14:00:00+02:00"]) {
      expect(at(text)).toBe("2026-06-01T12:00:00Z");
    }
  });

  test("of an unknown kind of answer still names the object it made", () => {
    const answer = RedditCampaign.parse({ id: "1912345678901234567", objective: "NEW", anything: { else: true } });
    expect(fromRedditCampaign(answer)).toMatchObject({ platformId: "1912345678901234567", marker: null });
  });
});
