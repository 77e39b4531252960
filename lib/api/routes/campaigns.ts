import {
  AdGroupInput,
  AdGroupPatch,
  AdInput,
  AdPatch,
  CampaignInput,
  CampaignPatch,
  CampaignSetInput,
  CampaignSetPatch,
  KeywordInput,
  KeywordPatch,
} from "../../domain/campaign";
import { CampaignStatuses } from "../../domain/views/campaign-statuses";
import {
  AdGroupView,
  AdView,
  CampaignSetPage,
  CampaignSetView,
  CampaignView,
  KeywordView,
} from "../../domain/views/campaigns";
import { AdGroupPage, AdPage, CampaignPage, KeywordPage } from "../answers";
import { PageQuery, type Route } from "./entry";

/** Campaign sets and what is in them. */
export const campaignRoutes = {
  "GET /api/campaigns/sync": {
    action: "campaigns.read",
    summary: "Every campaign of the organisation, minimal: status −1 error, 0 draft, 1 active, 2 paused, 3 completed",
    answer: CampaignStatuses,
  },
  "GET /api/v1/campaign-sets": {
    action: "campaigns.read",
    summary: "Campaign sets, newest first",
    query: PageQuery,
    answer: CampaignSetPage,
  },
  "POST /api/v1/campaign-sets": {
    action: "campaigns.write",
    summary: "Create a set with its whole tree",
    body: CampaignSetInput,
    answer: CampaignSetView,
    status: 201,
  },
  "GET /api/v1/campaign-sets/{setId}": {
    action: "campaigns.read",
    summary: "A set with its tree",
    answer: CampaignSetView,
  },
  "PATCH /api/v1/campaign-sets/{setId}": {
    action: "campaigns.write",
    summary: "Rename a set",
    body: CampaignSetPatch,
    answer: CampaignSetView,
  },
  "DELETE /api/v1/campaign-sets/{setId}": { action: "campaigns.write", summary: "Delete a set that is on no platform" },

  "GET /api/v1/campaign-sets/{setId}/campaigns": {
    action: "campaigns.read",
    summary: "Campaigns of a set, in order",
    query: PageQuery,
    answer: CampaignPage,
  },
  "POST /api/v1/campaign-sets/{setId}/campaigns": {
    action: "campaigns.write",
    summary: "Add a campaign with all below it",
    body: CampaignInput,
    answer: CampaignView,
    status: 201,
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}": {
    action: "campaigns.read",
    summary: "A campaign with its tree",
    answer: CampaignView,
  },
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}": {
    action: "campaigns.write",
    summary: "Change a campaign",
    body: CampaignPatch,
    answer: CampaignView,
  },
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}": {
    action: "campaigns.write",
    summary: "Delete a campaign; the next plan takes it off its platform",
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups": {
    action: "campaigns.read",
    summary: "Ad groups of a campaign, in order",
    query: PageQuery,
    answer: AdGroupPage,
  },
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups": {
    action: "campaigns.write",
    summary: "Add an ad group with its ads and keywords",
    body: AdGroupInput,
    answer: AdGroupView,
    status: 201,
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}": {
    action: "campaigns.read",
    summary: "An ad group",
    answer: AdGroupView,
  },
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}": {
    action: "campaigns.write",
    summary: "Change an ad group",
    body: AdGroupPatch,
    answer: AdGroupView,
  },
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}": {
    action: "campaigns.write",
    summary: "Delete an ad group; the next plan takes it off its platform",
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads": {
    action: "campaigns.read",
    summary: "Ads of an ad group, in order",
    query: PageQuery,
    answer: AdPage,
  },
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads": {
    action: "campaigns.write",
    summary: "Add an ad",
    body: AdInput,
    answer: AdView,
    status: 201,
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}": {
    action: "campaigns.read",
    summary: "An ad",
    answer: AdView,
  },
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}": {
    action: "campaigns.write",
    summary: "Change an ad",
    body: AdPatch,
    answer: AdView,
  },
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}": {
    action: "campaigns.write",
    summary: "Delete an ad; the next plan takes it off its platform",
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords": {
    action: "campaigns.read",
    summary: "Keywords of an ad group, in order",
    query: PageQuery,
    answer: KeywordPage,
  },
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords": {
    action: "campaigns.write",
    summary: "Add a keyword",
    body: KeywordInput,
    answer: KeywordView,
    status: 201,
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords/{keywordId}": {
    action: "campaigns.read",
    summary: "A keyword",
    answer: KeywordView,
  },
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords/{keywordId}": {
    action: "campaigns.write",
    summary: "Change a keyword",
    body: KeywordPatch,
    answer: KeywordView,
  },
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords/{keywordId}": {
    action: "campaigns.write",
    summary: "Delete a keyword; the next plan takes it off its platform",
  },
} as const satisfies Record<string, Route>;
