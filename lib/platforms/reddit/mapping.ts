import { createHash } from "node:crypto";
import { type CanonicalRecord, type CanonicalValue, canonicalInstant, stableJson } from "../../domain/canonical";
import { splitName, withMarker } from "../marker";
import type { DesiredTree, ObservedRecord, Operation, Problem } from "../types";
import type { RedditAd, RedditAdGroup, RedditCampaign, RedditPost, RedditSettings, RedditTargeting } from "./schemas";

/**
 * Our fields in Reddit's words and back. Money is micros of the account's currency on both sides.
 *
 * Budgets: Reddit either keeps budget and bid on the campaign ("campaign budget optimisation"), or on each ad group.
 * A manual bid exists on ad groups only, so one manual bid in the tree moves the budget to the ad groups, which share
 * the campaign's amount: together they never spend more than the person wrote.
 */

const OBJECTIVES: Record<string, { objective: string; bidType: string; optimizationGoal?: string }> = {
  awareness: { objective: "IMPRESSIONS", bidType: "CPM" },
  traffic: { objective: "CLICKS", bidType: "CPC" },
  engagement: { objective: "CLICKS", bidType: "CPC" },
  leads: { objective: "LEAD_GENERATION", bidType: "CPC" },
  app_installs: { objective: "APP_INSTALLS", bidType: "CPC", optimizationGoal: "MOBILE_CONVERSION_INSTALL" },
  conversions: { objective: "CONVERSIONS", bidType: "CPC", optimizationGoal: "PURCHASE" },
  sales: { objective: "CONVERSIONS", bidType: "CPC", optimizationGoal: "PURCHASE" },
  video_views: { objective: "VIDEO_VIEWABLE_IMPRESSIONS", bidType: "CPV6", optimizationGoal: "VIDEO_VIEW_6S" },
};

const OBJECTIVE_BACK: Record<string, string> = {
  IMPRESSIONS: "awareness",
  BRAND_AWARENESS: "awareness",
  CLICKS: "traffic",
  LEAD_GENERATION: "leads",
  APP_INSTALLS: "app_installs",
  CONVERSIONS: "conversions",
  SALES: "sales",
  CATALOG_SALES: "sales",
  VIDEO_VIEWABLE_IMPRESSIONS: "video_views",
};

const STATUSES: Record<string, string> = { active: "ACTIVE", paused: "PAUSED", archived: "ARCHIVED" };
const STATUS_BACK: Record<string, string> = {
  ACTIVE: "active",
  PAUSED: "paused",
  ARCHIVED: "archived",
  DELETED: "archived",
};

const GOALS: Record<string, string> = { daily: "DAILY_SPEND", lifetime: "LIFETIME_SPEND" };
const GOAL_BACK: Record<string, string> = { DAILY_SPEND: "daily", LIFETIME_SPEND: "lifetime" };

/** The values Reddit accepts for a call to action, by our own spelling-insensitive key. Source: enum in the Ads API v3. */
const CALLS_TO_ACTION = new Map(
  [
    "Apply Now",
    "Contact Us",
    "Download",
    "Get a Quote",
    "Get Showtimes",
    "Install",
    "Learn More",
    "Order Now",
    "Play Now",
    "Pre-order Now",
    "See Menu",
    "Shop Now",
    "Sign Up",
    "View More",
    "Watch Now",
    "Book Now",
    "Buy Tickets",
    "Get Directions",
    "Listen Now",
    "Read More",
    "Subscribe",
    "Visit Store",
    "Donate Now",
    "Remind Me",
  ].map((value) => [actionKey(value), value]),
);
// The other platforms say it without the article.
CALLS_TO_ACTION.set("getquote", "Get a Quote");

function actionKey(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, "");
}

const NAME_LIMIT = 500;
const HEADLINE_LIMIT = 300;

// --- Our tree as Reddit could hold it -------------------------------------------------------------------------------

export function projectTree({ campaign, adGroups, ads, keywords }: DesiredTree): Map<string, CanonicalRecord> {
  const projected = new Map<string, CanonicalRecord>();
  const budgetOn = adGroups.some(({ value }) => value.bidStrategy !== "automatic") ? "ad_groups" : "campaign";
  const sharing = adGroups.filter(({ value }) => value.status !== "archived");
  const shares = splitBudget(campaign.value.budgetAmountMicros, sharing.length);
  projected.set(campaign.id, {
    ...campaign.value,
    budgetOn,
    budgetType: budgetOn === "campaign" ? text(campaign.value.budgetType) : null,
    budgetAmountMicros: budgetOn === "campaign" ? text(campaign.value.budgetAmountMicros) : null,
    // Without a campaign budget Reddit has no dates on the campaign.
    startAt: budgetOn === "campaign" ? text(campaign.value.startAt) : null,
    endAt: budgetOn === "campaign" ? text(campaign.value.endAt) : null,
    "settings.optimizationGoal":
      text(campaign.value["settings.optimizationGoal"]) ?? optimizationGoal(campaign.value.objective),
  });
  for (const { id, value } of adGroups) {
    const share = sharing.findIndex((item) => item.id === id);
    const own = budgetOn === "ad_groups" && share >= 0;
    projected.set(id, {
      ...value,
      budgetType: own ? text(campaign.value.budgetType) : null,
      budgetAmountMicros: own ? (shares[share] ?? null) : null,
      startAt: own ? text(campaign.value.startAt) : null,
      endAt: own ? text(campaign.value.endAt) : null,
      objective: text(campaign.value.objective),
      budgetOn,
      "settings.optimizationGoal":
        text(campaign.value["settings.optimizationGoal"]) ?? optimizationGoal(campaign.value.objective),
      "targeting.communities": sorted(value["targeting.communities"], (name) => name.replace(/^r\//i, "")),
      "targeting.interests": sorted(value["targeting.interests"]),
      "targeting.locations": sorted(value["targeting.locations"]),
      "targeting.devices": sorted(value["targeting.devices"]),
    });
  }
  for (const { id, value } of ads) projected.set(id, projectAd(value));
  for (const { id, value } of keywords) projected.set(id, value);
  return projected;
}

/** A picture ad carries headline, picture and button; a text ad headline and text. Neither carries the other's fields. */
function projectAd(value: CanonicalRecord): CanonicalRecord {
  const headlines = Array.isArray(value.headlines) ? value.headlines.slice(0, 1) : [];
  const descriptions = Array.isArray(value.descriptions) ? value.descriptions : [];
  const picture = typeof value.imageUrl === "string";
  return {
    ...value,
    headlines,
    descriptions: picture ? [] : descriptions,
    displayUrl: picture ? text(value.displayUrl) : null,
    callToAction: picture ? callToAction(value.callToAction) : null,
  };
}

/** An amount in equal parts that add up to it exactly; the first parts take the remainder. */
function splitBudget(amount: CanonicalValue | undefined, parts: number): string[] {
  if (typeof amount !== "string" || parts === 0) return [];
  const whole = BigInt(amount);
  const share = whole / BigInt(parts);
  const remainder = Number(whole % BigInt(parts));
  return Array.from({ length: parts }, (_, index) => (share + (index < remainder ? 1n : 0n)).toString());
}

const optimizationGoal = (objective: CanonicalValue | undefined) =>
  OBJECTIVES[String(objective)]?.optimizationGoal ?? null;
const callToAction = (value: CanonicalValue | undefined) =>
  typeof value === "string" ? (CALLS_TO_ACTION.get(actionKey(value)) ?? "Learn More") : null;
const text = (value: CanonicalValue | undefined) => (typeof value === "string" ? value : null);
const sorted = (value: CanonicalValue | undefined, clean: (item: string) => string = (item) => item) =>
  Array.isArray(value) ? value.map((item) => clean(String(item))).sort() : [];

/** What Reddit would refuse, so that a plan can say so before anything is called. */
export function findProblems(kind: string, desired: CanonicalRecord): Problem[] {
  const problems: Problem[] = [];
  if (kind === "ad") {
    const headline = Array.isArray(desired.headlines) ? String(desired.headlines[0] ?? "") : "";
    if (headline.length > HEADLINE_LIMIT) {
      problems.push({
        field: "headlines",
        message: `${headline.length} of ${HEADLINE_LIMIT} characters. Shorten the headline.`,
      });
    }
    if (typeof desired.displayUrl === "string" && !sameDomain(desired.displayUrl, String(desired.finalUrl))) {
      problems.push({
        field: "displayUrl",
        message: "Reddit wants the shown address on the same domain as the ad's address.",
      });
    }
  }
  if (kind === "campaign" && desired.objective === "app_installs" && !desired["settings.appId"]) {
    problems.push({ field: "platformSettings.appId", message: "App install campaigns need the app's id on Reddit." });
  }
  return problems;
}

function sameDomain(left: string, right: string): boolean {
  const domain = (url: string) => new URL(url).hostname.split(".").slice(-2).join(".");
  return URL.canParse(left) && URL.canParse(right) && domain(left) === domain(right);
}

// --- To Reddit ------------------------------------------------------------------------------------------------------

const number = (micros: CanonicalValue | undefined) => (typeof micros === "string" ? Number(micros) : null);

/** The fields of a campaign to send; a create sends all, an update only `changed`. */
export function toRedditCampaign(operation: Operation, settings: RedditSettings, now: Date): Record<string, unknown> {
  const { desired } = operation;
  const onCampaign = desired.budgetOn === "campaign";
  const facts = OBJECTIVES[String(desired.objective)];
  if (operation.kind === "update") return changedOnly(operation, campaignFields(operation, now));
  return {
    ...withoutUndefined(campaignFields(operation, now)),
    configured_status: STATUSES[operation.initialStatus ?? String(desired.status)],
    objective: facts?.objective,
    funding_instrument_id: settings.fundingInstrumentId,
    is_campaign_budget_optimization: onCampaign,
    ...(onCampaign
      ? {
          bid_strategy: "MAXIMIZE_VOLUME",
          bid_type: facts?.bidType,
          conversion_pixel_id: settings.pixelId,
        }
      : {}),
    ...(onCampaign && desired["settings.optimizationGoal"]
      ? { optimization_goal: desired["settings.optimizationGoal"] }
      : {}),
    ...(desired["settings.appId"] ? { app_id: desired["settings.appId"] } : {}),
  };
}

function campaignFields({ desired, marker }: Operation, now: Date): Record<string, Record<string, unknown>> {
  const onCampaign = desired.budgetOn === "campaign";
  return {
    name: { name: withMarker(String(desired.name), marker, NAME_LIMIT) },
    status: { configured_status: STATUSES[String(desired.status)] },
    ...(onCampaign
      ? {
          budgetType: { goal_type: GOALS[String(desired.budgetType)] },
          budgetAmountMicros: { goal_value: number(desired.budgetAmountMicros) },
          // A campaign with a budget cannot be without a start; none means at once.
          startAt: { start_time: startTime(desired.startAt, now) ?? soon(now) },
          endAt: { end_time: text(desired.endAt) },
        }
      : {}),
    "settings.invoiceLabel": { invoice_label: desired["settings.invoiceLabel"] ?? undefined },
  };
}

export function toRedditAdGroup(
  operation: Operation,
  settings: RedditSettings,
  now: Date,
  existingTargeting?: RedditTargeting,
): Record<string, unknown> {
  const { desired } = operation;
  const fields = adGroupFields(operation, now, existingTargeting);
  if (operation.kind === "update") return changedOnly(operation, fields);
  return {
    ...withoutUndefined(fields),
    campaign_id: operation.parentPlatformId,
    configured_status: STATUSES[operation.initialStatus ?? String(desired.status)],
    conversion_pixel_id: settings.pixelId,
    ...(desired["settings.optimizationGoal"] ? { optimization_goal: desired["settings.optimizationGoal"] } : {}),
  };
}

function adGroupFields(
  { desired, marker, kind, changed }: Operation,
  now: Date,
  existingTargeting?: RedditTargeting,
): Record<string, Record<string, unknown>> {
  const own = desired.budgetOn === "ad_groups";
  const bid = toRedditBid(desired);
  const touched = kind === "create" ? Object.keys(TARGETING) : changed;
  const targeting = { targeting: { ...existingTargeting, ...toRedditTargeting(desired, touched) } };
  return {
    name: { name: withMarker(String(desired.name), marker, NAME_LIMIT) },
    status: { configured_status: STATUSES[String(desired.status)] },
    bidStrategy: bid,
    bidAmountMicros: bid,
    ...(own
      ? {
          budgetType: { goal_type: GOALS[String(desired.budgetType)] ?? null },
          budgetAmountMicros: { goal_value: number(desired.budgetAmountMicros) },
          startAt: { start_time: startTime(desired.startAt, now) ?? (desired.endAt ? soon(now) : null) },
          endAt: { end_time: text(desired.endAt) },
        }
      : {}),
    // Reddit replaces the whole targeting object, so what it holds goes along with what changes.
    "targeting.communities": targeting,
    "targeting.interests": targeting,
    "targeting.locations": targeting,
    "targeting.devices": targeting,
  };
}

function toRedditBid(desired: CanonicalRecord): Record<string, unknown> {
  const bidType = OBJECTIVES[String(desired.objective)]?.bidType ?? "CPC";
  if (desired.bidStrategy === "manual_cpc" || desired.bidStrategy === "manual_cpm") {
    return {
      bid_strategy: "MANUAL_BIDDING",
      bid_type: desired.bidStrategy === "manual_cpc" ? "CPC" : "CPM",
      bid_value: number(desired.bidAmountMicros),
    };
  }
  return { bid_strategy: "MAXIMIZE_VOLUME", bid_type: bidType, bid_value: null };
}

const DEVICES: Record<string, { type: string; os?: string }> = {
  desktop: { type: "DESKTOP" },
  mobile: { type: "MOBILE" },
  ios: { type: "MOBILE", os: "IOS" },
  android: { type: "MOBILE", os: "ANDROID" },
};

const TARGETING: Record<string, (desired: readonly CanonicalValue[]) => Record<string, unknown>> = {
  "targeting.communities": (communities) => ({ communities }),
  "targeting.interests": (interests) => ({ interests }),
  "targeting.locations": (geolocations) => ({ geolocations }),
  "targeting.devices": (devices) => ({ devices: devices.map((device) => DEVICES[String(device)]) }),
};

function toRedditTargeting(desired: CanonicalRecord, fields: string[]): Record<string, unknown> {
  const parts = fields.map((field) => {
    const value = desired[field];
    return TARGETING[field]?.(Array.isArray(value) ? value : []);
  });
  return Object.assign({}, ...parts);
}

export function toRedditAd(operation: Operation, settings: RedditSettings, postId: string): Record<string, unknown> {
  const { desired, marker, kind, changed } = operation;
  const headline = Array.isArray(desired.headlines) ? String(desired.headlines[0] ?? "") : "";
  const name = withMarker(headline, marker, NAME_LIMIT);
  if (kind === "update") {
    return {
      ...(changed.includes("status") ? { configured_status: STATUSES[String(desired.status)] } : {}),
      ...(changed.includes("finalUrl") ? { click_url: desired.finalUrl } : {}),
      ...(changed.includes("headlines") ? { name } : {}),
      // Named whenever its text changes: the post may be there already although the ad does not show it yet.
      ...(changesPost(operation) ? { post_id: postId } : {}),
    };
  }
  return {
    ad_group_id: operation.parentPlatformId,
    name,
    configured_status: STATUSES[operation.initialStatus ?? String(desired.status)],
    post_id: postId,
    profile_id: settings.profileId,
    click_url: desired.finalUrl,
  };
}

/** The fields that live in the post. A post never changes: another text means another post. */
export const POST_FIELDS = ["headlines", "descriptions", "finalUrl", "displayUrl", "callToAction", "imageUrl"];

const IN_TEXT_POST = new Set(["headlines", "descriptions", "imageUrl"]);
const IN_IMAGE_POST = new Set(["headlines", "finalUrl", "displayUrl", "callToAction", "imageUrl"]);

/** Whether what changed is told by the ad's post, so that the ad needs another one. */
export function changesPost({ desired, changed }: Operation): boolean {
  const told = typeof desired.imageUrl === "string" ? IN_IMAGE_POST : IN_TEXT_POST;
  return changed.some((field) => told.has(field));
}

type RedditCreative = NonNullable<RedditPost["creative"]>;

export function toRedditCreative(desired: CanonicalRecord): RedditCreative {
  const headline = Array.isArray(desired.headlines) ? String(desired.headlines[0] ?? "") : "";
  if (typeof desired.imageUrl !== "string") {
    const body = Array.isArray(desired.descriptions) ? desired.descriptions.join("\n\n") : "";
    return { type: "TEXT", headline, body, text_format: "PLAIN_TEXT" };
  }
  return {
    type: "IMAGE",
    headline,
    image: { media: { type: "URL", url: desired.imageUrl } },
    destination: {
      type: "URL",
      url: text(desired.finalUrl),
      ...(typeof desired.displayUrl === "string" ? { display_url: desired.displayUrl } : {}),
      ...(typeof desired.callToAction === "string" ? { call_to_action: desired.callToAction } : {}),
    },
  };
}

/** Names what a post says. It begins with `looksOf`, so that posts which differ in their picture alone can be told. */
export function creativeDigest(desired: CanonicalRecord): string {
  const creative = toRedditCreative(desired);
  return `${looksOf(creative)}.${shortHash(creative)}`;
}

/** What a listing shows of a post and can be compared: all but the picture, of which Reddit shows a copy of its own. */
function looksOf(creative: RedditCreative): string {
  const { url, display_url, call_to_action } = creative.destination ?? {};
  return shortHash([
    creative.type,
    creative.headline ?? "",
    creative.body ?? "",
    url ?? "",
    display_url ?? "",
    call_to_action ?? "",
  ]);
}

const shortHash = (value: unknown) => createHash("sha256").update(stableJson(value)).digest("base64url").slice(0, 22);

/** Could this post be the one with this digest? Posts carry no reference of ours, only what the person sees. */
export const looksLike = (post: RedditPost, digest: string): boolean =>
  post.creative != null && digest.startsWith(`${looksOf(post.creative)}.`);

/** Whether two posts can be told apart only by their pictures. */
export const differInPictureOnly = (left: string, right: string): boolean =>
  left !== right && left.split(".")[0] === right.split(".")[0];

function changedOnly({ changed }: Operation, fields: Record<string, Record<string, unknown>>): Record<string, unknown> {
  return Object.assign({}, ...changed.map((field) => fields[field] ?? {}));
}

function withoutUndefined(fields: Record<string, Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.assign({}, ...Object.values(fields));
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

const SOON_MS = 120_000;
const soon = (now: Date) => canonicalInstant(new Date(now.getTime() + SOON_MS));

/** Reddit refuses a start in the past; the campaign then starts at once. */
function startTime(value: CanonicalValue | undefined, now: Date): string | null {
  if (typeof value !== "string") return null;
  return new Date(value) > now ? value : soon(now);
}

// --- From Reddit ----------------------------------------------------------------------------------------------------

/** What an answer left out is unknown, which is not the same as empty: unknown fields stay out of the record. */
function known(fields: Record<string, CanonicalValue | undefined>): CanonicalRecord {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, CanonicalValue] => entry[1] !== undefined),
  );
}

const micros = (value: number | null | undefined) => (typeof value === "number" ? String(value) : value);
const instant = (value: string | null | undefined) => (typeof value === "string" ? canonicalInstant(value) : value);
const words = (value: string[] | null | undefined) => (value === undefined ? undefined : sorted(value ?? []));
const translated = (table: Record<string, string>, value: string | null | undefined) =>
  typeof value === "string" ? table[value] : value;
const isRemoved = (value: string | null | undefined) => value === "ARCHIVED" || value === "DELETED";

const moments = (wire: {
  created_at?: string | null;
  modified_at?: string | null;
  configured_status?: string | null;
}) => ({
  removed: isRemoved(wire.configured_status),
  createdAt: wire.created_at ?? null,
  modifiedAt: wire.modified_at ?? null,
});

function named(name: string | null | undefined): { name: string | undefined; marker: string | null } {
  return typeof name === "string" ? splitName(name) : { name: undefined, marker: null };
}

export function fromRedditCampaign(wire: RedditCampaign): ObservedRecord {
  const { name, marker } = named(wire.name);
  const onCampaign = wire.is_campaign_budget_optimization;
  const budget = onCampaign
    ? {
        budgetType: translated(GOAL_BACK, wire.goal_type),
        budgetAmountMicros: micros(wire.goal_value),
        startAt: instant(wire.start_time),
        endAt: instant(wire.end_time),
      }
    : onCampaign === false
      ? { budgetType: null, budgetAmountMicros: null, startAt: null, endAt: null }
      : {};
  return {
    kind: "campaign",
    platformId: wire.id,
    parentPlatformId: null,
    marker,
    parts: {},
    ...moments(wire),
    value: known({
      name,
      objective: translated(OBJECTIVE_BACK, wire.objective),
      status: translated(STATUS_BACK, wire.configured_status),
      budgetOn: onCampaign === undefined || onCampaign === null ? undefined : onCampaign ? "campaign" : "ad_groups",
      ...budget,
      "settings.optimizationGoal": wire.optimization_goal,
      "settings.appId": wire.app_id,
      "settings.invoiceLabel": wire.invoice_label,
      effectiveStatus: wire.effective_status,
    }),
  };
}

export function fromRedditAdGroup(wire: RedditAdGroup): ObservedRecord {
  const { name, marker } = named(wire.name);
  // Under a campaign budget the dates are the campaign's, and shown there.
  const dateOf = (value: string | null | undefined) => (wire.goal_type ? instant(value) : wire.goal_type);
  return {
    kind: "ad_group",
    platformId: wire.id,
    parentPlatformId: wire.campaign_id,
    marker,
    parts: {},
    ...moments(wire),
    value: known({
      name,
      status: translated(STATUS_BACK, wire.configured_status),
      bidStrategy: bidStrategyOf(wire),
      bidAmountMicros: micros(wire.bid_value),
      budgetType: translated(GOAL_BACK, wire.goal_type),
      budgetAmountMicros: micros(wire.goal_value),
      startAt: dateOf(wire.start_time),
      endAt: dateOf(wire.end_time),
      ...(wire.targeting === undefined ? {} : fromRedditTargeting(wire.targeting)),
      effectiveStatus: wire.effective_status,
    }),
  };
}

const AUTOMATIC = new Set(["MAXIMIZE_VOLUME", "BIDLESS"]);
const MANUAL: Record<string, string> = { CPC: "manual_cpc", CPM: "manual_cpm" };

/** Without a strategy of its own an ad group takes its campaign's, which is never manual. Others we do not know. */
function bidStrategyOf({ bid_strategy: strategy, bid_type: type }: RedditAdGroup): string | undefined {
  if (strategy === undefined) return undefined;
  if (strategy === null || AUTOMATIC.has(strategy)) return "automatic";
  return strategy === "MANUAL_BIDDING" && type ? MANUAL[type] : undefined;
}

function fromRedditTargeting(targeting: RedditTargeting): Record<string, CanonicalValue | undefined> {
  if (!targeting) {
    return {
      "targeting.communities": [],
      "targeting.interests": [],
      "targeting.locations": [],
      "targeting.devices": [],
    };
  }
  return {
    "targeting.communities": words(targeting.communities),
    "targeting.interests": words(targeting.interests),
    "targeting.locations": words(targeting.geolocations),
    "targeting.devices":
      targeting.devices === undefined ? undefined : sorted((targeting.devices ?? []).map(deviceName)),
  };
}

function deviceName(device: { type?: string | null; os?: string | null }): string {
  return (device.os ?? device.type ?? "").toLowerCase();
}

/**
 * An ad as its own resource shows it. What its post says is not in it; a post never changes, so the engine keeps what
 * it knows of the content for as long as the post is the same.
 */
export function fromRedditAd(wire: RedditAd): ObservedRecord {
  return {
    kind: "ad",
    platformId: wire.id,
    parentPlatformId: wire.ad_group_id,
    marker: named(wire.name).marker,
    parts: wire.post_id ? { post: { platformId: wire.post_id, digest: "" } } : {},
    ...moments(wire),
    value: known({
      status: translated(STATUS_BACK, wire.configured_status),
      finalUrl: wire.click_url,
      effectiveStatus: wire.effective_status,
      rejectionReason: wire.rejection_reason,
    }),
  };
}
