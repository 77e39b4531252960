import type { CanonicalRecord } from "../../domain/canonical";
import { createRequestJson } from "../../http/request-json";
import { createFakeClock } from "../../testing/fake-clock";
import { describePlatform, type SeenCall } from "../contract";
import { createSimulatorHost } from "../simulators/host";
import { reddit } from "./adapter";
import { redditDialect } from "./client";
import { DEMO_APP, DEMO_USER_AGENT, demoAccount } from "./fixtures";
import { redditSimulator } from "./simulator";

const campaign: CanonicalRecord = {
  name: "Spring launch",
  objective: "traffic",
  status: "paused",
  budgetOn: "ad_groups",
};
const adGroup: CanonicalRecord = {
  name: "Developers",
  status: "active",
  objective: "traffic",
  budgetOn: "ad_groups",
  bidStrategy: "manual_cpc",
  bidAmountMicros: "750000",
  budgetType: "daily",
  budgetAmountMicros: "20000000",
  "targeting.communities": ["golang", "rust"],
  "targeting.interests": ["1102"],
  "targeting.locations": ["US"],
  "targeting.devices": ["desktop", "ios"],
};
const ad: CanonicalRecord = {
  status: "active",
  headlines: ["Ship faster"],
  descriptions: [],
  finalUrl: "https://example.com/ship",
  callToAction: "Learn More",
  imageUrl: "https://cdn.example.com/a.jpg",
};

const BID = ["bid_strategy", "bid_type", "bid_value"];
const WIRE: Record<string, string[]> = {
  name: ["name"],
  status: ["configured_status"],
  bidAmountMicros: BID,
  budgetAmountMicros: ["goal_value"],
  "targeting.communities": ["targeting"],
  "targeting.devices": ["targeting"],
  headlines: ["name", "post_id"],
  finalUrl: ["click_url", "post_id"],
  callToAction: ["post_id"],
  imageUrl: ["post_id"],
};

describePlatform("Reddit", async () => {
  const clock = createFakeClock({ at: new Date("2026-06-01T12:00:00.000Z"), auto: true });
  const host = createSimulatorHost({ platforms: [redditSimulator()], clock });
  host.setLimits("reddit", "off");
  const account = demoAccount(7);
  const base = "http://simulator/reddit";
  const { accessToken } = await reddit.refreshTokens({
    fetch: host.fetch as typeof fetch,
    authBaseUrl: `${base}/oauth`,
    userAgent: DEMO_USER_AGENT,
    ...DEMO_APP,
    refreshToken: account.refreshToken,
  });
  let pageSize: number | null = null;
  const fetchPaged = (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (pageSize !== null && url.searchParams.has("page.size")) url.searchParams.set("page.size", String(pageSize));
    return host.fetch(url, init);
  };
  const request = createRequestJson({
    baseUrl: `${base}/api/v3`,
    userAgent: DEMO_USER_AGENT,
    fetch: fetchPaged as typeof fetch,
    tokens: {
      current: () => Promise.resolve(accessToken),
      refresh: () => Promise.reject(new Error("the token was refused")),
      giveUp: () => Promise.resolve(),
    },
    pacer: {
      acquire: () => Promise.resolve(),
      learn: () => undefined,
      block: () => undefined,
      flush: () => Promise.resolve(),
    },
    clock,
    dialect: redditDialect,
    breaker: null,
    recordCall: () => undefined,
  });
  const { requests } = host.platform("reddit");
  // A post is a helper of its ad, not a record.
  const calls = (methods: string[]): SeenCall[] =>
    requests
      .items()
      .filter(({ method, path }) => methods.includes(method) && !/access_token|structured_posts/.test(path))
      .map(({ method, path, body }) => ({ method, path, body: body ? (JSON.parse(body) as unknown) : null }));
  return {
    definition: reddit,
    adapter: reddit.createAdapter({
      request,
      clock,
      settings: {
        adAccountId: account.adAccountId,
        profileId: account.profileId,
        pixelId: account.pixelId,
        fundingInstrumentId: account.fundingId,
        currency: account.currency,
      },
    }),
    desired: { campaign, ad_group: adGroup, ad },
    edits: {
      campaign: { name: "Summer launch", status: "active" },
      ad_group: {
        name: "Gophers",
        status: "paused",
        bidAmountMicros: "800000",
        budgetAmountMicros: "21000000",
        "targeting.communities": ["golang"],
        "targeting.devices": ["android"],
      },
      ad: {
        status: "paused",
        headlines: ["Ship much faster"],
        finalUrl: "https://example.com/faster",
        callToAction: "Sign Up",
        imageUrl: "https://cdn.example.com/b.jpg",
      },
    },
    wireFieldsOf: (_kind, field) => WIRE[field] ?? [],
    writes: () => calls(["POST", "PATCH"]),
    listings: () => calls(["GET"]),
    forgetCalls: () => requests.clear(),
    settle: () => clock.sleep(5_000),
    setPageSize: (size) => {
      pageSize = size;
    },
    now: () => clock.now(),
  };
});
