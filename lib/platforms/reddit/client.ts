import type { Dialect, RequestJson } from "../../http/request-json";
import { parseDictionary } from "../../http/structured-fields";
import {
  list,
  RedditAd,
  RedditAdAccount,
  RedditAdGroup,
  RedditBusiness,
  RedditCampaign,
  RedditChange,
  RedditFundingInstrument,
  RedditNamed,
  RedditPost,
  RedditPostJob,
  single,
} from "./schemas";

/** Quota groups of the Reddit Ads API v3; calls a minute. Source: platform notes, section 5 (official table). */
export const REDDIT_QUOTAS = {
  read: { limit: 400, windowMs: 60_000 },
  write: { limit: 200, windowMs: 60_000 },
  creative: { limit: 200, windowMs: 60_000 },
  business: { limit: 100, windowMs: 60_000 },
  funding: { limit: 30, windowMs: 60_000 },
  signals: { limit: 30, windowMs: 60_000 },
};

const PAGE_SIZE = 1000;
/** Posts are listed in smaller pages than everything else. */
const POST_PAGE_SIZE = 100;

/** How Reddit says no, and what is left of a quota. Header names and policy slugs vary, the parameters do not. */
export const redditDialect: Dialect = {
  displayName: "Reddit",
  requestIdHeader: "x-request-id",
  probe: { path: "/me", quotaGroup: "business" },
  readQuota(headers, group) {
    const limits = headers.get("ratelimit");
    if (!limits) return null;
    const members = parseDictionary(limits)
      .map(({ name, parameters }) => ({
        name,
        remaining: Number(parameters.r),
        resetsInMs: Number(parameters.t) * 1000,
      }))
      .filter(({ remaining, resetsInMs }) => Number.isFinite(remaining) && Number.isFinite(resetsInMs));
    const quotas = new Map(
      parseDictionary(headers.get("ratelimit-policy") ?? "").map(({ name, parameters }) => [
        name,
        Number(parameters.q),
      ]),
    );
    const tightest = members.sort((a, b) => a.remaining - b.remaining || b.resetsInMs - a.resetsInMs)[0];
    if (!tightest) return null;
    const limit = quotas.get(tightest.name);
    return { group, remaining: tightest.remaining, resetsInMs: tightest.resetsInMs, ...(limit ? { limit } : {}) };
  },
  readRefusal(body) {
    const error = isObject(body) ? body.error : undefined;
    const message = isObject(error)
      ? String(error.message ?? "refused")
      : typeof error === "string"
        ? error
        : "refused";
    const listed = isObject(error) && Array.isArray(error.fields) ? error.fields : [];
    const fields = listed.filter(isObject).map((item) => ({
      path: String(item.field ?? "").replace(/^data\./, ""),
      // Enumeration messages can list hundreds of values.
      message: String(item.message ?? "").slice(0, 300),
    }));
    const [first] = fields;
    return {
      message,
      fields,
      sentence: first
        ? `Reddit refused ${inWords(first.path)}: ${first.message}`
        : `Reddit refused this: ${message.replace(/[.]$/, "")}.`,
    };
  },
};

/** `targeting.communities` is "communities", `goal_value` "goal value". */
const inWords = (path: string) => path.split(".").at(-1)?.replaceAll("_", " ") || "this";

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The calls we make. Wire shapes only; the adapter speaks our nouns. */
export function createRedditClient({
  request,
  adAccountId,
  profileId,
}: {
  request: RequestJson;
  adAccountId: string;
  profileId: string;
}) {
  const account = `/ad_accounts/${encodeURIComponent(adAccountId)}`;
  const profile = `/profiles/${encodeURIComponent(profileId)}`;
  const read = { effect: "read", quotaGroup: "read" } as const;
  const write = { effect: "write", quotaGroup: "write" } as const;
  const update = (data: object, beforeSend?: () => Promise<void>) =>
    ({ ...write, method: "PATCH", body: { data }, beforeSend }) as const;
  /** Reddit's own page links are followed as they are. */
  const page = (path: string, query: Record<string, string | undefined>, nextUrl: string | null, size = PAGE_SIZE) =>
    nextUrl ? { path: nextUrl } : { path, query: { ...query, "page.size": size } };

  return {
    listCampaigns: (nextUrl: string | null) =>
      request({ ...read, ...page(`${account}/campaigns`, {}, nextUrl), schema: list(RedditCampaign) }),
    listAdGroups: (nextUrl: string | null, filter: { campaign_id?: string } = {}) =>
      request({ ...read, ...page(`${account}/ad_groups`, filter, nextUrl), schema: list(RedditAdGroup) }),
    listAds: (nextUrl: string | null, filter: { ad_group_id?: string } = {}) =>
      request({ ...read, ...page(`${account}/ads`, filter, nextUrl), schema: list(RedditAd) }),

    getCampaign: (id: string) => request({ ...read, path: `/campaigns/${id}`, schema: single(RedditCampaign) }),
    getAdGroup: (id: string) => request({ ...read, path: `/ad_groups/${id}`, schema: single(RedditAdGroup) }),
    getAd: (id: string) => request({ ...read, path: `/ads/${id}`, schema: single(RedditAd) }),

    createCampaign: (data: object, beforeSend: () => Promise<void>) =>
      request({
        ...write,
        method: "POST",
        path: `${account}/campaigns`,
        body: { data },
        beforeSend,
        schema: single(RedditCampaign),
      }),
    createAdGroup: (data: object, beforeSend: () => Promise<void>) =>
      request({
        ...write,
        method: "POST",
        path: `${account}/ad_groups`,
        body: { data },
        beforeSend,
        schema: single(RedditAdGroup),
      }),
    createAd: (data: object, beforeSend: () => Promise<void>) =>
      request({
        ...write,
        method: "POST",
        path: `${account}/ads`,
        body: { data },
        beforeSend,
        schema: single(RedditAd),
      }),

    updateCampaign: (id: string, data: object, beforeSend?: () => Promise<void>) =>
      request({ ...update(data, beforeSend), path: `/campaigns/${id}`, schema: single(RedditCampaign) }),
    updateAdGroup: (id: string, data: object, beforeSend?: () => Promise<void>) =>
      request({ ...update(data, beforeSend), path: `/ad_groups/${id}`, schema: single(RedditAdGroup) }),
    updateAd: (id: string, data: object, beforeSend?: () => Promise<void>) =>
      request({ ...update(data, beforeSend), path: `/ads/${id}`, schema: single(RedditAd) }),

    startPost: (creative: object, beforeSend: () => Promise<void>) =>
      request({
        method: "POST",
        path: `${profile}/structured_posts/jobs`,
        body: { data: { allow_comments: false, creative } },
        effect: "write",
        quotaGroup: "creative",
        // The first look at the job costs a call of the same quota: a post that nobody could look at would be of no use.
        permits: 2,
        beforeSend,
        schema: single(RedditPostJob),
      }),
    getPostJob: (id: string, { prepaid }: { prepaid: boolean }) =>
      request({
        path: `/structured_posts/jobs/${id}`,
        effect: "read",
        quotaGroup: "creative",
        permits: prepaid ? 0 : 1,
        schema: single(RedditPostJob),
      }),
    listPosts: (nextUrl: string | null) =>
      request({
        ...page(`${profile}/structured_posts`, {}, nextUrl, POST_PAGE_SIZE),
        effect: "read",
        quotaGroup: "creative",
        schema: list(RedditPost),
      }),
    listPostsById: (ids: string[]) =>
      request({
        ...page(`${profile}/structured_posts`, { id: ids.join(",") }, null, POST_PAGE_SIZE),
        effect: "read",
        quotaGroup: "creative",
        schema: list(RedditPost),
      }),
    getPost: (id: string) =>
      request({
        path: `/structured_posts/${encodeURIComponent(id)}`,
        effect: "read",
        quotaGroup: "creative",
        schema: single(RedditPost),
      }),

    /** Newest first. The body goes with every page. */
    listHistory: (filters: { entity_type: string; entity_ids: string[] }[], nextUrl: string | null) =>
      request({
        ...page(`${account}/history`, {}, nextUrl),
        method: "POST",
        body: { data: { entity_id_filters: filters } },
        effect: "read",
        quotaGroup: "business",
        schema: list(RedditChange),
      }),

    listFunding: (nextUrl: string | null) =>
      request({
        ...page(`${account}/funding_instruments`, { mode: "ALL" }, nextUrl, POST_PAGE_SIZE),
        effect: "read",
        quotaGroup: "funding",
        schema: list(RedditFundingInstrument),
      }),
  };
}

export type RedditClient = ReturnType<typeof createRedditClient>;

/** The calls that find out where a person may work: they need a token and no account. */
export function createRedditDirectoryClient(request: RequestJson) {
  const page = (path: string, nextUrl: string | null) =>
    nextUrl ? { path: nextUrl } : { path, query: { "page.size": PAGE_SIZE } };
  const account = (id: string) => `/ad_accounts/${encodeURIComponent(id)}`;

  return {
    listBusinesses: (nextUrl: string | null) =>
      request({
        ...page("/me/businesses", nextUrl),
        effect: "read",
        quotaGroup: "business",
        schema: list(RedditBusiness),
      }),
    /** The plain listing leaves out accounts that are merely shared with the business. The body goes with every page. */
    queryAdAccounts: (businessId: string, nextUrl: string | null) =>
      request({
        ...page(`/businesses/${encodeURIComponent(businessId)}/ad_accounts/query`, nextUrl),
        method: "POST",
        body: { data: {} },
        effect: "read",
        quotaGroup: "business",
        schema: list(RedditAdAccount),
      }),
    listProfiles: (adAccountId: string, nextUrl: string | null) =>
      request({
        ...page(`${account(adAccountId)}/profiles`, nextUrl),
        effect: "read",
        quotaGroup: "business",
        schema: list(RedditNamed),
      }),
    listPixels: (adAccountId: string, nextUrl: string | null) =>
      request({
        ...page(`${account(adAccountId)}/pixels`, nextUrl),
        effect: "read",
        quotaGroup: "signals",
        schema: list(RedditNamed),
      }),
    listFunding: (adAccountId: string, nextUrl: string | null) =>
      request({
        ...(nextUrl
          ? { path: nextUrl }
          : { path: `${account(adAccountId)}/funding_instruments`, query: { mode: "ALL", "page.size": PAGE_SIZE } }),
        effect: "read",
        quotaGroup: "funding",
        schema: list(RedditFundingInstrument),
      }),
  };
}

export type RedditDirectoryClient = ReturnType<typeof createRedditDirectoryClient>;
