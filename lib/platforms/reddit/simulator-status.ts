import type { AdGroupRow, AdRow, CampaignRow, ConfiguredStatus } from "./simulator-records";
import type { RedditWorld } from "./simulator-world";

export type Effective = { effective: string; delivery: string[] };

/**
 * What `effective_status` says, which follows configuration with the lag of the switch. A parent's state reaches down without touching
 * the child's own `configured_status`; an archived parent makes its children read as archived.
 */
export class RedditStatuses {
  constructor(private readonly world: RedditWorld) {}

  ofCampaign(row: CampaignRow): Effective {
    const past = this.past(this.world.campaigns.getAsOf(row.id, this.asOf()), row);
    const own = past.fields.configured_status;
    if (isOver(own)) return said(own);
    if (own === "PAUSED") return said("PAUSED");
    const trouble = this.troubleOf(past);
    if (trouble) return trouble;
    if (this.isInReview(row.createdMs)) return said("PENDING_APPROVAL", ["PENDING_REVIEW"]);
    const hasActive = this.hasActiveAdGroup(row.id);
    return said("ACTIVE", hasActive ? [] : ["NO_ACTIVE_CHILDREN"]);
  }

  ofAdGroup(row: AdGroupRow): Effective {
    const past = this.past(this.world.adGroups.getAsOf(row.id, this.asOf()), row);
    const campaign = this.campaignOf(row);
    const own = past.fields.configured_status;
    if (isOver(own)) return said(own);
    const above = campaign?.fields.configured_status;
    if (above && isOver(above)) return said(above);
    if (this.hasEnded(past.fields.end_time)) return said("COMPLETED");
    if (own === "PAUSED") return said("PAUSED");
    if (above === "PAUSED") return said("CAMPAIGN_PAUSED", ["CAMPAIGN_PAUSED"]);
    return (campaign && this.troubleOf(campaign)) ?? said("ACTIVE");
  }

  ofAd(row: AdRow): Effective {
    const past = this.past(this.world.ads.getAsOf(row.id, this.asOf()), row);
    const adGroup = this.world.adGroups.get(row.fields.ad_group_id);
    const group = adGroup && this.past(this.world.adGroups.getAsOf(adGroup.id, this.asOf()), adGroup);
    const campaign = adGroup && this.campaignOf(adGroup);
    const own = past.fields.configured_status;
    if (isOver(own)) return said(own);
    for (const above of [group?.fields.configured_status, campaign?.fields.configured_status]) {
      if (above && isOver(above)) return said(above);
    }
    if (past.rejectionReason) return said("REJECTED");
    if (own === "PAUSED") return said("PAUSED");
    if (group?.fields.configured_status === "PAUSED") return said("AD_GROUP_PAUSED", ["AD_GROUP_PAUSED"]);
    if (campaign?.fields.configured_status === "PAUSED") return said("CAMPAIGN_PAUSED", ["CAMPAIGN_PAUSED"]);
    const trouble = campaign && this.troubleOf(campaign);
    if (trouble) return trouble;
    if (this.isInReview(row.createdMs)) return said("PENDING_APPROVAL", ["PENDING_REVIEW"]);
    return said("ACTIVE");
  }

  private asOf(): number {
    return this.world.now() - this.world.switches.effectiveStatusLagMs;
  }

  /** A record younger than the lag shows what it was created with. */
  private past<Row>(past: Row | undefined, present: Row): Row {
    return past ?? present;
  }

  private campaignOf(row: AdGroupRow): CampaignRow | undefined {
    const present = this.world.campaigns.get(row.fields.campaign_id);
    return present && this.past(this.world.campaigns.getAsOf(present.id, this.asOf()), present);
  }

  private troubleOf({ fields }: CampaignRow): Effective | undefined {
    if (this.hasEnded(fields.end_time)) return said("COMPLETED");
    const funding = fields.funding_instrument_id ? this.world.funding.get(fields.funding_instrument_id) : undefined;
    return funding?.isServable ? undefined : said("PENDING_BILLING_INFO", ["PENDING_BILLING_INFO"]);
  }

  private hasEnded(endTime: string | null): boolean {
    return endTime !== null && Date.parse(endTime) <= this.world.now();
  }

  private isInReview(createdMs: number): boolean {
    return this.world.now() < createdMs + this.world.switches.reviewMs;
  }

  private hasActiveAdGroup(campaignId: string): boolean {
    for (const row of this.world.adGroupsOf(campaignId)) if (row.fields.configured_status === "ACTIVE") return true;
    return false;
  }
}

function isOver(status: ConfiguredStatus): boolean {
  return status === "ARCHIVED" || status === "DELETED";
}

function said(effective: string, delivery: string[] = []): Effective {
  return { effective, delivery };
}
