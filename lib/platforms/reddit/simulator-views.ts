import type { AdGroupRow, AdRow, CampaignRow, FundingRow } from "./simulator-records";
import { type Effective, RedditStatuses } from "./simulator-status";
import type { RedditWorld } from "./simulator-world";

type Json = Record<string, unknown>;

/** Rows as Reddit shows them. */
export class RedditViews {
  private readonly statuses: RedditStatuses;

  constructor(private readonly world: RedditWorld) {
    this.statuses = new RedditStatuses(world);
  }

  campaign(row: CampaignRow): Json {
    return {
      ...this.common(row, this.statuses.ofCampaign(row)),
      ...row.fields,
      ...this.dates(row.fields),
      is_max: false,
      skadnetwork_metadata: null,
    };
  }

  adGroup(row: AdGroupRow): Json {
    const campaign = this.world.campaigns.get(row.fields.campaign_id);
    return {
      ...this.common(row, this.statuses.ofAdGroup(row)),
      ...row.fields,
      ...this.dates(row.fields),
      type: "MANUAL",
      campaign_objective_type: campaign?.fields.objective ?? null,
      is_campaign_budget_optimization: campaign?.fields.is_campaign_budget_optimization ?? null,
      skadnetwork_metadata: null,
    };
  }

  ad(row: AdRow): Json {
    const status = this.statuses.ofAd(row);
    const adGroup = this.world.adGroups.get(row.fields.ad_group_id);
    const campaign = adGroup && this.world.campaigns.get(adGroup.fields.campaign_id);
    return {
      ...this.common(row, status),
      ...row.fields,
      type: "UNSPECIFIED",
      campaign_id: adGroup?.fields.campaign_id ?? "",
      campaign_objective_type: campaign?.fields.objective ?? null,
      rejection_reason: row.rejectionReason,
      post_url: this.postUrl(row.fields.post_id),
      preview_url: null,
      profile_username: null,
      skadnetwork_metadata: null,
    };
  }

  adAccount(id: string): Json {
    const row = this.world.adAccounts.get(id);
    if (!row) return {};
    const at = this.world.instant(row.createdMs);
    return {
      id: row.id,
      name: row.name,
      business_id: row.businessId,
      currency: row.currency,
      type: "SELF_SERVE",
      admin_approval: "VALID",
      suspension_reason: null,
      time_zone_id: "America/New_York",
      primary_contact_member_id: row.memberId,
      attribution_type: "ALL_CONVERSION",
      click_attribution_window: "MONTH",
      view_attribution_window: "DAY",
      excluded_communities: [],
      excluded_keywords: [],
      spend_cap_type: null,
      pixel_partner_preferences: null,
      created_at: at,
      modified_at: at,
    };
  }

  business(id: string): Json {
    const row = this.world.businesses.get(id);
    if (!row) return {};
    const at = this.world.instant(row.createdMs);
    return {
      id: row.id,
      name: row.name,
      country: "US",
      industry: "TECH_B2B",
      website_url: "https://example.com",
      phone: null,
      creator_id: row.creatorId,
      primary_contact_id: row.creatorId,
      agency_affiliated: false,
      created_at: at,
      modified_at: at,
    };
  }

  profile(id: string): Json {
    const row = this.world.profiles.get(id);
    if (!row) return {};
    return {
      id: row.id,
      name: row.name,
      business_id: row.businessId,
      reddit_user_id: row.id,
      modified_at: this.world.instant(row.createdMs),
    };
  }

  pixel(id: string): Json {
    const row = this.world.pixels.get(id);
    if (!row) return {};
    const at = this.world.instant(row.createdMs);
    return {
      id: row.id,
      name: row.name,
      business_id: row.businessId,
      created_at: at,
      created_by: row.memberId,
      modified_at: at,
      modified_by: row.memberId,
      automatic_matching_config: { collect_email: false, collect_phone_number: false },
    };
  }

  funding(row: FundingRow): Json {
    return {
      id: row.id,
      name: row.name,
      currency: row.currency,
      credit_limit: row.creditLimit,
      billable_amount: row.billableAmount,
      start_time: null,
      end_time: null,
      is_servable: row.isServable,
      reasons_not_servable: row.reasons,
      invoice_group_status: row.type === "CREDIT_LINE" ? "ELIGIBLE" : null,
      authorize_status: row.type === "CREDIT_LINE" ? null : row.isServable ? "APPROVED" : "DECLINE_TERMINAL",
    };
  }

  private common(
    row: { id: string; adAccountId: string; createdMs: number; modifiedMs: number },
    status: Effective,
  ): Json {
    return {
      id: row.id,
      ad_account_id: row.adAccountId,
      effective_status: status.effective,
      delivery_status: status.delivery,
      created_at: this.world.instant(row.createdMs),
      modified_at: this.world.instant(row.modifiedMs),
    };
  }

  private dates({ start_time: start, end_time: end }: { start_time: string | null; end_time: string | null }): Json {
    return {
      start_time: start && this.world.instant(Date.parse(start)),
      end_time: end && this.world.instant(Date.parse(end)),
    };
  }

  private postUrl(postId: string | null): string | null {
    const post = postId ? this.world.posts.get(postId) : undefined;
    if (!post) return null;
    const name = this.world.profiles.get(post.profileId)?.name ?? post.profileId;
    return `https://www.reddit.com/user/${name}/comments/${post.id.slice(3)}/`;
  }
}
