/** What the Reddit simulator keeps. Wire names throughout; times are milliseconds and become text on the way out. */

export type ConfiguredStatus = "ACTIVE" | "PAUSED" | "ARCHIVED" | "DELETED";

export type MemberRow = { id: string; username: string; businessId: string };
export type BusinessRow = { id: string; name: string; creatorId: string; createdMs: number };
export type AdAccountRow = {
  id: string;
  name: string;
  businessId: string;
  currency: string;
  memberId: string;
  createdMs: number;
};
export type ProfileRow = { id: string; name: string; businessId: string; createdMs: number };
export type PixelRow = {
  id: string;
  name: string;
  businessId: string;
  adAccountId: string;
  memberId: string;
  createdMs: number;
};
export type FundingRow = {
  id: string;
  name: string;
  businessId: string;
  type: "CREDIT_LINE" | "CREDIT_CARD";
  currency: string;
  creditLimit: number;
  billableAmount: number;
  isServable: boolean;
  reasons: string[];
};

type Common = { id: string; adAccountId: string; createdMs: number; modifiedMs: number };

/** The writable fields exactly as the platform holds them; the rest is derived when an answer is made. */
export type CampaignRow = Common & { fields: CampaignFields };
export type CampaignFields = {
  name: string;
  configured_status: ConfiguredStatus;
  objective: string;
  funding_instrument_id: string | null;
  spend_cap: number | null;
  is_campaign_budget_optimization: boolean;
  goal_type: string | null;
  goal_value: number | null;
  start_time: string | null;
  end_time: string | null;
  bid_strategy: string | null;
  bid_type: string | null;
  bid_value: number | null;
  optimization_goal: string | null;
  view_through_conversion_type: string | null;
  conversion_pixel_id?: string;
  special_ad_categories: string[];
  app_id: string | null;
  invoice_label: string | null;
  schedule?: unknown;
};

export type AdGroupRow = Common & { fields: AdGroupFields };
export type AdGroupFields = {
  campaign_id: string;
  name: string;
  configured_status: ConfiguredStatus;
  bid_strategy: string | null;
  bid_type: string | null;
  bid_value: number | null;
  conversion_pixel_id?: string;
  goal_type: string | null;
  goal_value: number | null;
  start_time: string | null;
  end_time: string | null;
  optimization_goal: string | null;
  view_through_conversion_type: string | null;
  targeting: Targeting | null;
  schedule: unknown;
  app_id: string | null;
  product_set_id: string | null;
  saved_audience_id: string | null;
  shopping_targeting: unknown;
  shopping_type: string | null;
};

export type Targeting = Record<string, unknown> & {
  communities?: string[];
  excluded_communities?: string[];
  interests?: string[];
  geolocations?: string[];
  excluded_geolocations?: string[];
};

export type AdRow = Common & { rejectionReason: string | null; fields: AdFields };
export type AdFields = {
  ad_group_id: string;
  name: string;
  configured_status: ConfiguredStatus;
  post_id: string | null;
  profile_id: string | null;
  click_url: string | null;
  click_url_query_parameters: unknown;
  event_trackers: unknown;
  preview_expiry: string | null;
  products: unknown;
  shopping_creative: unknown;
};

export type PostType = "IMAGE" | "TEXT" | "VIDEO" | "CAROUSEL" | "PROMOTED_POST";

/** A post in its structured form; the legacy form is derived from it. It can be seen from `createdMs` on. */
export type PostRow = {
  id: string;
  profileId: string;
  createdMs: number;
  allowComments: boolean;
  creative: Record<string, unknown> & { type: PostType; headline: string };
};

/** A job whose course is settled when it starts: what it comes to, and when. */
export type JobRow = {
  id: string;
  profileId: string;
  createdMs: number;
  processingMs: number;
  doneMs: number;
  outcome: { status: "SUCCESS" | "CLIENT_ERROR" | "SERVER_ERROR"; postId: string | null; errorMessage: string | null };
};

export type HistoryRow = {
  adAccountId: string;
  atMs: number;
  memberId: string;
  entityType: "CAMPAIGN" | "AD_GROUP" | "AD";
  entityId: string;
  entityName: string;
  /** Ids above it, so that "with children" can be asked for. */
  parentIds: string[];
  fieldName: string;
  before: string | null;
  after: string | null;
};

export type RefreshTokenRow = {
  token: string;
  clientId: string;
  memberId: string;
  scopes: string[];
  rotateNext: boolean;
  replaces: string | null;
};
export type AccessTokenRow = {
  token: string;
  clientId: string;
  memberId: string;
  scopes: string[];
  expiresMs: number;
  refreshToken: string | null;
};
export type CodeRow = {
  code: string;
  clientId: string;
  memberId: string;
  scopes: string[];
  redirectUri: string;
  permanent: boolean;
  expiresMs: number;
};
