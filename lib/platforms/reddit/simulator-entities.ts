import type { SchemaProblem } from "../simulators/json-schema";
import type { ValueFault } from "../simulators/types";
import { invalid, notFound } from "./simulator-answers";
import { alterWrite } from "./simulator-distortions";
import { recordChanges } from "./simulator-history";
import type {
  AdFields,
  AdGroupFields,
  AdGroupRow,
  AdRow,
  CampaignFields,
  CampaignRow,
  ConfiguredStatus,
  HistoryRow,
} from "./simulator-records";
import { checkAd, checkAdGroup, checkCampaign, checkStatusChange } from "./simulator-rules";
import type { RedditWorld } from "./simulator-world";

/** Who writes, and how: the API under its rules, or a person in the platform's own pages, whom some of them do not bind. */
export type Author = { memberId: string; alter?: ValueFault };

type Data = Record<string, unknown>;

const CAMPAIGN_FIXED = [
  "objective",
  "is_campaign_budget_optimization",
  "goal_type",
  "optimization_goal",
  "view_through_conversion_type",
  "conversion_pixel_id",
  "special_ad_categories",
  "app_id",
] as const;
const AD_GROUP_FIXED = ["campaign_id", "optimization_goal"] as const;
const AD_FIXED = ["ad_group_id", "profile_id"] as const;
const FIXED_MESSAGE = "This can't be changed after creation.";

/** Creates and changes campaigns, ad groups and ads. Throws `Refusal`. Data has passed the schema before. */
export class RedditEntities {
  constructor(private readonly world: RedditWorld) {}

  createCampaign(adAccountId: string, sent: Data, author: Author): CampaignRow {
    const data = alterWrite("campaign", sent, author.alter);
    const isCbo = data.is_campaign_budget_optimization === true;
    const fields: CampaignFields = {
      ...EMPTY_CAMPAIGN,
      ...known(data, EMPTY_CAMPAIGN),
      is_campaign_budget_optimization: isCbo,
      special_ad_categories: Array.isArray(data.special_ad_categories)
        ? data.special_ad_categories.map(String)
        : ["NONE"],
      ...this.times(data),
    };
    if (typeof data.conversion_pixel_id === "string") fields.conversion_pixel_id = data.conversion_pixel_id;
    if (data.schedule !== undefined) fields.schedule = data.schedule;
    this.dropLabelOfCards(fields);
    refuse([...nameless(data), ...terminal(data), ...checkCampaign(this.world, adAccountId, fields)]);
    const row: CampaignRow = { ...this.fresh(adAccountId), fields };
    this.world.campaigns.put(row.id, row);
    this.noteCreate(this.subjectOfCampaign(row), author);
    return row;
  }

  updateCampaign(id: string, sent: Data, author: Author): CampaignRow {
    const row = this.world.campaigns.get(id) ?? fail("Campaign");
    const data = alterWrite("campaign", sent, author.alter);
    const fields: CampaignFields = { ...row.fields, ...changed(data, row.fields, CAMPAIGN_FIXED), ...this.times(data) };
    if (data.schedule !== undefined) fields.schedule = data.schedule;
    this.dropLabelOfCards(fields);
    refuse([
      ...fixed(data, row.fields, CAMPAIGN_FIXED),
      ...nameless(data, false),
      ...this.statusProblems(row, fields, false),
      ...checkCampaign(this.world, row.adAccountId, fields, row.fields),
    ]);
    const next = { ...row, fields, modifiedMs: this.world.now() };
    this.world.campaigns.put(id, next);
    recordChanges(this.world, this.subjectOfCampaign(next), author.memberId, row.fields, fields);
    return next;
  }

  createAdGroup(adAccountId: string, sent: Data, author: Author): AdGroupRow {
    const data = alterWrite("ad-group", sent, author.alter);
    const campaign = this.world.campaigns.get(String(data.campaign_id ?? ""));
    const missing = ["campaign_id", "name", "bid_strategy", "bid_type"].filter((name) => !(name in data));
    refuse(missing.map((name) => ({ path: name, message: `'${name}' is a required property` })));
    if (campaign?.adAccountId !== adAccountId) throw invalid([{ path: "campaign_id", message: "Campaign not found." }]);
    const fields: AdGroupFields = { ...EMPTY_AD_GROUP, ...known(data, EMPTY_AD_GROUP), ...this.times(data) };
    if (typeof data.conversion_pixel_id === "string") fields.conversion_pixel_id = data.conversion_pixel_id;
    refuse([
      ...closed(campaign.fields, "campaign_id"),
      ...terminal(data),
      ...checkAdGroup(this.world, campaign, fields),
    ]);
    const row: AdGroupRow = { ...this.fresh(adAccountId), fields };
    this.world.adGroups.put(row.id, row);
    this.world.linkAdGroup(row);
    this.noteCreate(this.subjectOfAdGroup(row), author);
    return row;
  }

  updateAdGroup(id: string, sent: Data, author: Author): AdGroupRow {
    const row = this.world.adGroups.get(id) ?? fail("Ad group");
    const data = alterWrite("ad-group", sent, author.alter);
    const campaign = this.world.campaigns.get(row.fields.campaign_id) ?? fail("Campaign");
    const fields: AdGroupFields = { ...row.fields, ...changed(data, row.fields, AD_GROUP_FIXED), ...this.times(data) };
    if (typeof data.conversion_pixel_id === "string") fields.conversion_pixel_id = data.conversion_pixel_id;
    refuse([
      ...fixed(data, row.fields, AD_GROUP_FIXED),
      ...this.statusProblems(row, fields, false),
      ...checkAdGroup(this.world, campaign, fields, row.fields),
    ]);
    const next = { ...row, fields, modifiedMs: this.world.now() };
    this.world.adGroups.put(id, next);
    recordChanges(this.world, this.subjectOfAdGroup(next), author.memberId, row.fields, fields);
    return next;
  }

  createAd(adAccountId: string, sent: Data, author: Author): AdRow {
    const data = alterWrite("ad", sent, author.alter);
    const adGroup = this.world.adGroups.get(String(data.ad_group_id ?? ""));
    if (adGroup?.adAccountId !== adAccountId) throw invalid([{ path: "ad_group_id", message: "Ad group not found." }]);
    const fields: AdFields = { ...EMPTY_AD, ...known(data, EMPTY_AD) };
    const business = this.world.adAccounts.get(adAccountId)?.businessId;
    refuse([...closed(adGroup.fields, "ad_group_id"), ...terminal(data), ...checkAd(this.world, business, fields)]);
    const row: AdRow = { ...this.fresh(adAccountId), rejectionReason: null, fields };
    this.world.ads.put(row.id, row);
    this.noteCreate(this.subjectOfAd(row), author);
    return row;
  }

  updateAd(id: string, sent: Data, author: Author, rejectionReason?: string | null): AdRow {
    const row = this.world.ads.get(id) ?? fail("Ad");
    const data = alterWrite("ad", sent, author.alter);
    const fields: AdFields = { ...row.fields, ...changed(data, row.fields, AD_FIXED) };
    const business = this.world.adAccounts.get(row.adAccountId)?.businessId;
    refuse([
      ...fixed(data, row.fields, AD_FIXED),
      ...this.statusProblems(row, fields, true),
      ...checkAd(this.world, business, { ...fields, profile_id: null }),
    ]);
    const rejected = rejectionReason === undefined ? row.rejectionReason : rejectionReason;
    const next = { ...row, fields, rejectionReason: rejected, modifiedMs: this.world.now() };
    this.world.ads.put(id, next);
    recordChanges(this.world, this.subjectOfAd(next), author.memberId, row.fields, fields);
    return next;
  }

  private fresh(adAccountId: string): { id: string; adAccountId: string; createdMs: number; modifiedMs: number } {
    const now = this.world.now();
    return { id: this.world.nextId(), adAccountId, createdMs: now, modifiedMs: now };
  }

  /** The dates of a write in Reddit's own form: whole seconds, UTC. Others are left for the rules to refuse. */
  private times(data: Data): { start_time?: string | null; end_time?: string | null } {
    const times: { start_time?: string | null; end_time?: string | null } = {};
    for (const name of ["start_time", "end_time"] as const) {
      const value = data[name];
      if (value === null) times[name] = null;
      if (typeof value !== "string") continue;
      const ms = Date.parse(value);
      times[name] = Number.isNaN(ms) ? value : new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
    }
    return times;
  }

  /** The label is for invoices; on a campaign paid by card Reddit ignores it without a word. */
  private dropLabelOfCards(fields: CampaignFields): void {
    const funding = fields.funding_instrument_id ? this.world.funding.get(fields.funding_instrument_id) : undefined;
    if (funding?.type === "CREDIT_CARD") fields.invoice_label = null;
  }

  private statusProblems(
    row: { modifiedMs: number; fields: { configured_status: ConfiguredStatus } },
    next: { configured_status: ConfiguredStatus },
    isAd: boolean,
  ): SchemaProblem[] {
    const { modifiedMs: changedMs, fields } = row;
    return checkStatusChange(this.world, {
      from: fields.configured_status,
      to: next.configured_status,
      changedMs,
      isAd,
    });
  }

  private subjectOfCampaign(row: CampaignRow): Subject {
    return {
      adAccountId: row.adAccountId,
      entityType: "CAMPAIGN",
      entityId: row.id,
      entityName: row.fields.name,
      parentIds: [],
    };
  }

  private subjectOfAdGroup(row: AdGroupRow): Subject {
    const { name, campaign_id: campaignId } = row.fields;
    return {
      adAccountId: row.adAccountId,
      entityType: "AD_GROUP",
      entityId: row.id,
      entityName: name,
      parentIds: [campaignId],
    };
  }

  private subjectOfAd(row: AdRow): Subject {
    const { name, ad_group_id: adGroupId } = row.fields;
    const campaignId = this.world.adGroups.get(adGroupId)?.fields.campaign_id ?? "";
    return {
      adAccountId: row.adAccountId,
      entityType: "AD",
      entityId: row.id,
      entityName: name,
      parentIds: [adGroupId, campaignId],
    };
  }

  private noteCreate(subject: Subject, author: Author): void {
    if (!this.world.switches.historyLogsCreates) return;
    recordChanges(this.world, subject, author.memberId, {}, { created: "true" });
  }
}

type Subject = Pick<HistoryRow, "adAccountId" | "entityType" | "entityId" | "entityName" | "parentIds">;

const EMPTY_CAMPAIGN: CampaignFields = {
  name: "",
  configured_status: "ACTIVE",
  objective: "",
  funding_instrument_id: null,
  spend_cap: null,
  is_campaign_budget_optimization: false,
  goal_type: null,
  goal_value: null,
  start_time: null,
  end_time: null,
  bid_strategy: null,
  bid_type: null,
  bid_value: null,
  optimization_goal: null,
  view_through_conversion_type: null,
  special_ad_categories: ["NONE"],
  app_id: null,
  invoice_label: null,
};

const EMPTY_AD_GROUP: AdGroupFields = {
  campaign_id: "",
  name: "",
  configured_status: "ACTIVE",
  bid_strategy: null,
  bid_type: null,
  bid_value: null,
  goal_type: null,
  goal_value: null,
  start_time: null,
  end_time: null,
  optimization_goal: null,
  view_through_conversion_type: null,
  targeting: null,
  schedule: null,
  app_id: null,
  product_set_id: null,
  saved_audience_id: null,
  shopping_targeting: null,
  shopping_type: null,
};

const EMPTY_AD: AdFields = {
  ad_group_id: "",
  name: "",
  configured_status: "ACTIVE",
  post_id: null,
  profile_id: null,
  click_url: null,
  click_url_query_parameters: null,
  event_trackers: null,
  preview_expiry: null,
  products: null,
  shopping_creative: null,
};

/** The part of the data that a record of this shape holds. The schema has checked the types, which is what makes the cast safe. */
function known<Fields extends object>(data: Data, shape: Fields): Partial<Fields> {
  const entries = Object.entries(data).filter(
    ([name, value]) => name in shape && !(value === null && REQUIRED.has(name)),
  );
  return Object.fromEntries(entries) as Partial<Fields>;
}

/** Null in these leaves the default or the present value. */
const REQUIRED = new Set(["configured_status", "name", "special_ad_categories", "is_campaign_budget_optimization"]);

function changed<Fields extends object>(data: Data, present: Fields, fixedNames: readonly string[]): Partial<Fields> {
  const partial = known(data, present);
  for (const name of fixedNames) Reflect.deleteProperty(partial, name);
  return partial;
}

function fixed(data: Data, present: Record<string, unknown>, names: readonly string[]): SchemaProblem[] {
  return names
    .filter((name) => name in data && JSON.stringify(data[name] ?? null) !== JSON.stringify(present[name] ?? null))
    .map((path) => ({ path, message: FIXED_MESSAGE }));
}

function nameless(data: Data, isCreate = true): SchemaProblem[] {
  const missing = data.name === null || (isCreate && data.name === undefined);
  return missing ? [{ path: "name", message: "'name' is a required property" }] : [];
}

/** Nothing is born archived. */
function terminal(data: Data): SchemaProblem[] {
  const status = data.configured_status;
  const over = status === "ARCHIVED" || status === "DELETED";
  return over ? [{ path: "configured_status", message: `Cannot create a record that is ${status}.` }] : [];
}

function closed(parent: { configured_status: ConfiguredStatus }, path: string): SchemaProblem[] {
  const over = parent.configured_status === "ARCHIVED" || parent.configured_status === "DELETED";
  return over ? [{ path, message: `The parent is ${parent.configured_status}.` }] : [];
}

function refuse(problems: SchemaProblem[]): void {
  if (problems.length > 0) throw invalid(problems);
}

function fail(what: string): never {
  throw notFound(what);
}
