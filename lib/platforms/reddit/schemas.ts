import { z } from "zod";

/**
 * Reddit Ads API v3 as it arrives. Enumerations stay open texts: a value Reddit adds tomorrow must not lose us the id
 * of an object we just created. Source: Reddit Ads API v3 (OpenAPI), campaigns, ad groups, ads, structured posts.
 */

const instant = z.string().nullish();
const micros = z.number().int().nullish();

export const RedditCampaign = z.object({
  id: z.string(),
  name: z.string().nullish(),
  objective: z.string().nullish(),
  configured_status: z.string().nullish(),
  effective_status: z.string().nullish(),
  funding_instrument_id: z.string().nullish(),
  is_campaign_budget_optimization: z.boolean().nullish(),
  goal_type: z.string().nullish(),
  goal_value: micros,
  spend_cap: micros,
  start_time: instant,
  end_time: instant,
  optimization_goal: z.string().nullish(),
  app_id: z.string().nullish(),
  invoice_label: z.string().nullish(),
  created_at: instant,
  modified_at: instant,
});
export type RedditCampaign = z.infer<typeof RedditCampaign>;

export const RedditTargeting = z
  .looseObject({
    communities: z.array(z.string()).nullish(),
    interests: z.array(z.string()).nullish(),
    geolocations: z.array(z.string()).nullish(),
    devices: z.array(z.looseObject({ type: z.string().nullish(), os: z.string().nullish() })).nullish(),
  })
  .nullish();
export type RedditTargeting = z.infer<typeof RedditTargeting>;

export const RedditAdGroup = z.object({
  id: z.string(),
  campaign_id: z.string(),
  name: z.string().nullish(),
  configured_status: z.string().nullish(),
  effective_status: z.string().nullish(),
  bid_strategy: z.string().nullish(),
  bid_type: z.string().nullish(),
  bid_value: micros,
  goal_type: z.string().nullish(),
  goal_value: micros,
  start_time: instant,
  end_time: instant,
  targeting: RedditTargeting,
  created_at: instant,
  modified_at: instant,
});
export type RedditAdGroup = z.infer<typeof RedditAdGroup>;

export const RedditAd = z.object({
  id: z.string(),
  ad_group_id: z.string(),
  campaign_id: z.string().nullish(),
  name: z.string().nullish(),
  configured_status: z.string().nullish(),
  effective_status: z.string().nullish(),
  click_url: z.string().nullish(),
  post_id: z.string().nullish(),
  rejection_reason: z.string().nullish(),
  created_at: instant,
  modified_at: instant,
});
export type RedditAd = z.infer<typeof RedditAd>;

const Destination = z
  .looseObject({
    url: z.string().nullish(),
    display_url: z.string().nullish(),
    call_to_action: z.string().nullish(),
  })
  .nullish();

export const RedditPost = z.object({
  id: z.string(),
  created_at: instant,
  creative: z
    .looseObject({
      type: z.string(),
      headline: z.string().nullish(),
      body: z.string().nullish(),
      destination: Destination,
      image: z.looseObject({ media: z.looseObject({ url: z.string().nullish() }).nullish() }).nullish(),
    })
    .nullish(),
});
export type RedditPost = z.infer<typeof RedditPost>;

export const RedditPostJob = z.object({
  id: z.string(),
  status: z.string(),
  post_id: z.string().nullish(),
  error_message: z.string().nullish(),
});

export const RedditFundingInstrument = z.object({
  id: z.string(),
  name: z.string().nullish(),
  currency: z.string(),
  is_servable: z.boolean(),
  reasons_not_servable: z.array(z.string()).nullish(),
});
export type RedditFundingInstrument = z.infer<typeof RedditFundingInstrument>;

/** One change in an account's history. Email and full name come along and are not read: they are nobody's business here. */
export const RedditChange = z.object({
  cause: z.object({ reddit_username: z.string().nullish(), changed_at: z.string() }),
  change: z.object({ entity_type: z.string(), entity_id: z.string(), field_name: z.string().nullish() }),
});
export type RedditChange = z.infer<typeof RedditChange>;

export const RedditBusiness = z.object({ id: z.string(), name: z.string().nullish() });

export const RedditAdAccount = z.object({
  id: z.string(),
  name: z.string().nullish(),
  currency: z.string(),
  time_zone_id: z.string().nullish(),
  admin_approval: z.string().nullish(),
  suspension_reason: z.string().nullish(),
});
export type RedditAdAccount = z.infer<typeof RedditAdAccount>;

/** A profile or a pixel: something to choose by its name. */
export const RedditNamed = z.object({ id: z.string(), name: z.string().nullish() });

export const single = <Item extends z.ZodType>(item: Item) => z.object({ data: item });
export const list = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), pagination: z.object({ next_url: z.string().nullish() }).nullish() });

/** What a connection to Reddit must know beside its token. */
export const RedditSettings = z.object({
  adAccountId: z.string(),
  profileId: z.string(),
  pixelId: z.string(),
  fundingInstrumentId: z.string(),
  currency: z.string(),
  /** A short mark at the end of pushed names, by which a create whose answer was lost is found. */
  markers: z.boolean().default(true),
});
export type RedditSettings = z.infer<typeof RedditSettings>;
