import type { SchemaProblem } from "../simulators/json-schema";
import { DEMO_COMMUNITIES, DEMO_GEOLOCATIONS, DEMO_INTERESTS } from "./fixtures";
import type {
  AdFields,
  AdGroupFields,
  CampaignFields,
  CampaignRow,
  ConfiguredStatus,
  Targeting,
} from "./simulator-records";
import type { RedditWorld } from "./simulator-world";

/** Rules between fields that the schema cannot say. Each returns what is wrong, by field. Source: field descriptions of the Reddit Ads API v3. */

const NEEDS_GOAL = ["CONVERSIONS", "VIDEO_VIEWABLE_IMPRESSIONS", "CATALOG_SALES", "APP_INSTALLS"];
/** Refused for new ad groups. */
const RETIRED_GOALS = ["VIEW_CONTENT", "SEARCH", "ADD_TO_WISHLIST"];
const CPM_BID_MICROS = { least: 3_500_000, most: 100_000_000 };
const DELETE_AFTER_MS = 3 * 60 * 60 * 1000;

const COMMUNITIES = new Set(DEMO_COMMUNITIES.map((name) => name.toLowerCase()));
const INTERESTS = new Set<string>(DEMO_INTERESTS.map(({ id }) => id));
const GEOLOCATIONS = new Set(DEMO_GEOLOCATIONS.map(({ id }) => id));

class Complaints {
  readonly list: SchemaProblem[] = [];

  add(path: string, message: string): void {
    this.list.push({ path, message });
  }

  when(wrong: boolean, path: string, message: string): void {
    if (wrong) this.add(path, message);
  }
}

/** `before` is the campaign as it stood, for a change; its start may lie in the past by now. */
export function checkCampaign(
  world: RedditWorld,
  adAccountId: string,
  fields: CampaignFields,
  before?: CampaignFields,
): SchemaProblem[] {
  const complaints = new Complaints();
  const business = world.adAccounts.get(adAccountId)?.businessId;
  if (fields.funding_instrument_id !== null) {
    const known = world.funding.get(fields.funding_instrument_id)?.businessId === business;
    complaints.when(!known, "funding_instrument_id", "Funding instrument not found for this ad account.");
  }
  checkPixel(world, business, fields.conversion_pixel_id, complaints);
  complaints.when(
    fields.objective === "APP_INSTALLS" && !fields.app_id,
    "app_id",
    "Required for APP_INSTALLS campaigns.",
  );
  if (fields.is_campaign_budget_optimization) checkCboCampaign(world, fields, before, complaints);
  else {
    for (const name of [
      "goal_type",
      "goal_value",
      "start_time",
      "end_time",
      "bid_strategy",
      "bid_type",
      "bid_value",
    ] as const) {
      complaints.when(fields[name] !== null, name, "Only available when is_campaign_budget_optimization is true.");
    }
  }
  checkPositive(fields, ["goal_value", "spend_cap", "bid_value"], complaints);
  return complaints.list;
}

function checkCboCampaign(
  world: RedditWorld,
  fields: CampaignFields,
  before: CampaignFields | undefined,
  complaints: Complaints,
): void {
  for (const name of ["goal_type", "goal_value", "start_time", "bid_strategy", "bid_type"] as const) {
    complaints.when(fields[name] === null, name, "Required when is_campaign_budget_optimization is true.");
  }
  complaints.when(
    !fields.conversion_pixel_id,
    "conversion_pixel_id",
    "Required when is_campaign_budget_optimization is true.",
  );
  complaints.when(
    fields.goal_type === "LIFETIME_SPEND" && fields.end_time === null,
    "end_time",
    "Required when goal_type is LIFETIME_SPEND.",
  );
  complaints.when(
    fields.spend_cap !== null && fields.goal_type !== "DAILY_SPEND",
    "spend_cap",
    "Only available when goal_type is DAILY_SPEND.",
  );
  complaints.when(
    ["CONVERSIONS", "VIDEO_VIEWABLE_IMPRESSIONS"].includes(fields.objective) && fields.optimization_goal === null,
    "optimization_goal",
    `Required for ${fields.objective} campaigns.`,
  );
  checkBid(fields, complaints);
  checkBidType(fields.objective, fields.bid_type, complaints);
  checkDates(world, fields, before, complaints);
}

export function checkAdGroup(
  world: RedditWorld,
  campaign: CampaignRow,
  fields: AdGroupFields,
  before?: AdGroupFields,
): SchemaProblem[] {
  const complaints = new Complaints();
  const business = world.adAccounts.get(campaign.adAccountId)?.businessId;
  complaints.when(!fields.conversion_pixel_id, "conversion_pixel_id", "Required for all ad groups.");
  checkPixel(world, business, fields.conversion_pixel_id, complaints);
  if (campaign.fields.is_campaign_budget_optimization) checkCboAdGroup(campaign.fields, fields, complaints);
  else checkPlainAdGroup(campaign.fields, fields, complaints);
  checkGoal(campaign.fields, fields, before, complaints);
  complaints.when(fields.end_time !== null && fields.start_time === null, "start_time", "Required if end_time is set.");
  checkDates(world, fields, before, complaints);
  checkWithin(campaign.fields, fields, complaints);
  checkPositive(fields, ["goal_value", "bid_value"], complaints);
  if (fields.targeting) checkTargeting(fields.targeting, complaints);
  return complaints.list;
}

/** Under a campaign budget everything is inherited: null, or the same as the campaign's. */
function checkCboAdGroup(campaign: CampaignFields, fields: AdGroupFields, complaints: Complaints): void {
  complaints.when(fields.goal_value !== null, "goal_value", "Must be null for campaign budget optimization.");
  for (const name of [
    "bid_strategy",
    "bid_type",
    "goal_type",
    "optimization_goal",
    "view_through_conversion_type",
  ] as const) {
    const differs = fields[name] !== null && fields[name] !== campaign[name];
    complaints.when(differs, name, `Must match the campaign's ${name} or be null.`);
  }
  complaints.when(
    fields.bid_value !== null && campaign.bid_value !== null,
    "bid_value",
    "Cannot be set at ad group level when it is set on the campaign.",
  );
}

function checkPlainAdGroup(campaign: CampaignFields, fields: AdGroupFields, complaints: Complaints): void {
  for (const name of ["bid_strategy", "bid_type", "goal_type", "goal_value"] as const) {
    complaints.when(fields[name] === null, name, "Required when the campaign does not optimize its budget.");
  }
  complaints.when(
    fields.goal_type === "LIFETIME_SPEND" && fields.end_time === null,
    "end_time",
    "Required when goal_type is LIFETIME_SPEND.",
  );
  checkBid(fields, complaints);
  checkBidType(campaign.objective, fields.bid_type, complaints);
}

function checkGoal(
  campaign: CampaignFields,
  fields: AdGroupFields,
  before: AdGroupFields | undefined,
  complaints: Complaints,
): void {
  const goal = fields.optimization_goal;
  const inherits = campaign.is_campaign_budget_optimization && campaign.objective !== "VIDEO_VIEWABLE_IMPRESSIONS";
  complaints.when(
    goal === null && !inherits && NEEDS_GOAL.includes(campaign.objective),
    "optimization_goal",
    `Required for ${campaign.objective} campaigns.`,
  );
  if (before) return;
  complaints.when(
    goal !== null && RETIRED_GOALS.includes(goal),
    "optimization_goal",
    `${goal} is not supported for new ad groups.`,
  );
  complaints.when(
    goal === "CLICKS" && ["CONVERSIONS", "CATALOG_SALES"].includes(campaign.objective),
    "optimization_goal",
    "CLICKS is only available if neither Pixel nor CAPI has been set up.",
  );
}

type Bid = { bid_strategy: string | null; bid_value: number | null; bid_type: string | null };

function checkBid({ bid_strategy: strategy, bid_value: value, bid_type: type }: Bid, complaints: Complaints): void {
  complaints.when(strategy === "BIDLESS" && value !== null, "bid_value", "Must be null when bid_strategy is BIDLESS.");
  const needsValue = strategy === "MANUAL_BIDDING" || strategy === "TARGET_CPX";
  complaints.when(needsValue && value === null, "bid_value", `Required when bid_strategy is ${strategy}.`);
  complaints.when(
    type === "CPM" && value !== null && (value < CPM_BID_MICROS.least || value > CPM_BID_MICROS.most),
    "bid_value",
    "Must be between $3.50 and $100 USD when bid_type is CPM.",
  );
}

function checkBidType(objective: string, type: string | null, complaints: Complaints): void {
  const isVideoBid = type?.startsWith("CPV") ?? false;
  complaints.when(
    isVideoBid && objective !== "VIDEO_VIEWABLE_IMPRESSIONS",
    "bid_type",
    `${type} does not fit ${objective} campaigns.`,
  );
}

type Dates = { start_time: string | null; end_time: string | null };

function checkDates(world: RedditWorld, fields: Dates, before: Dates | undefined, complaints: Complaints): void {
  const { start_time: start, end_time: end } = fields;
  for (const name of ["start_time", "end_time"] as const) {
    const text = fields[name];
    complaints.when(text !== null && !isInstant(text), name, "Not a valid ISO 8601 date and time.");
  }
  if ((start !== null && !isInstant(start)) || (end !== null && !isInstant(end))) return;
  if (start !== null && end !== null) {
    complaints.when(Date.parse(end) <= Date.parse(start), "end_time", "Must be later than start_time.");
  }
  const moved = start !== null && (!before?.start_time || Date.parse(before.start_time) !== Date.parse(start));
  if (world.switches.refusePastStart && moved) {
    // Times are whole seconds, so this second is not yet the past.
    const past = Date.parse(start) < Math.floor(world.now() / 1000) * 1000;
    complaints.when(past, "start_time", "Must not be in the past.");
  }
}

function checkWithin(campaign: CampaignFields, fields: AdGroupFields, complaints: Complaints): void {
  const { start_time: start, end_time: end } = fields;
  if (start !== null && campaign.start_time !== null) {
    const early = Date.parse(start) < Date.parse(campaign.start_time);
    complaints.when(early, "start_time", "Must match or be later than the campaign start time.");
  }
  if (end !== null && campaign.end_time !== null) {
    const late = Date.parse(end) > Date.parse(campaign.end_time);
    complaints.when(late, "end_time", "Must match or be earlier than the campaign end time.");
  }
}

function checkPixel(
  world: RedditWorld,
  business: string | undefined,
  pixelId: string | undefined,
  complaints: Complaints,
): void {
  if (!pixelId) return;
  complaints.when(
    world.pixels.get(pixelId)?.businessId !== business,
    "conversion_pixel_id",
    "Pixel not found for this ad account.",
  );
}

function checkPositive(fields: Record<string, unknown>, names: readonly string[], complaints: Complaints): void {
  for (const name of names) {
    const value = fields[name];
    complaints.when(typeof value === "number" && value <= 0, name, "Must be greater than 0.");
  }
}

function checkTargeting(targeting: Targeting, complaints: Complaints): void {
  for (const name of ["communities", "excluded_communities"] as const) {
    const unknown = (targeting[name] ?? []).filter((community) => !COMMUNITIES.has(community.toLowerCase()));
    complaints.when(unknown.length > 0, `targeting.${name}`, `Invalid communities: ${unknown.join(", ")}`);
  }
  const interests = (targeting.interests ?? []).filter((id) => !INTERESTS.has(id));
  complaints.when(interests.length > 0, "targeting.interests", `Invalid interests: ${interests.join(", ")}`);
  for (const name of ["geolocations", "excluded_geolocations"] as const) {
    const unknown = (targeting[name] ?? []).filter((id) => !GEOLOCATIONS.has(id));
    complaints.when(unknown.length > 0, `targeting.${name}`, `Invalid geolocations: ${unknown.join(", ")}`);
  }
}

export function checkAd(world: RedditWorld, businessId: string | undefined, fields: AdFields): SchemaProblem[] {
  const complaints = new Complaints();
  if (fields.post_id === null) {
    complaints.when(!fields.shopping_creative, "post_id", "An ad needs a post.");
  } else {
    const post = world.posts.get(fields.post_id);
    const visible = post !== undefined && post.createdMs <= world.now();
    const owned = post !== undefined && world.profiles.get(post.profileId)?.businessId === businessId;
    complaints.when(!visible || !owned, "post_id", "Post not found.");
    const foreign = fields.profile_id !== null && post !== undefined && fields.profile_id !== post.profileId;
    complaints.when(foreign, "profile_id", "Must be the author of the post.");
  }
  const url = fields.click_url;
  complaints.when(url !== null && url !== "" && !isWebAddress(url), "click_url", `'${url}' is not a valid URL.`);
  return complaints.list;
}

/** What a change of `configured_status` may not do. `changedMs` is when the record last changed. */
export function checkStatusChange(
  world: RedditWorld,
  { from, to, changedMs, isAd }: { from: ConfiguredStatus; to: ConfiguredStatus; changedMs: number; isAd: boolean },
): SchemaProblem[] {
  const complaints = new Complaints();
  const { archivedIsFinal, deleteNeedsArchive } = world.switches;
  if (from === to) return [];
  complaints.when(from === "DELETED", "configured_status", "A deleted record cannot be changed.");
  const revives = from === "ARCHIVED" && to !== "DELETED";
  complaints.when(archivedIsFinal && revives, "configured_status", `An archived record cannot become ${to}.`);
  if (to === "DELETED" && deleteNeedsArchive && !isAd) {
    complaints.when(from !== "ARCHIVED", "configured_status", "Archive it before deleting it.");
    const early = from === "ARCHIVED" && world.now() - changedMs < DELETE_AFTER_MS;
    complaints.when(early, "configured_status", "It can be deleted 3 hours after its last change.");
  }
  return complaints.list;
}

export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/?#]+\.[^\s/?#]+/i.test(text) && URL.canParse(text);
}

function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
  );
}
