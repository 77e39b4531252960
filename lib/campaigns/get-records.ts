import { findAd, findAdGroup, findCampaign, findKeyword, type Within } from "../db/campaign-records";
import { noTransaction } from "../db/client";
import type { Actor } from "../domain/actor";
import type { AdGroupView, AdView, CampaignView, KeywordView } from "../domain/views/campaigns";
import { found, readAd, readAdGroup, readCampaign, readKeyword } from "./read-views";

/** Single records with all below them. Each throws `not_found`. */

type Get = { actor: Actor; id: string; within?: Within };

export async function getCampaign({ actor: { organizationId }, id, within }: Get): Promise<CampaignView> {
  found(await findCampaign(noTransaction, { organizationId, id, within }), "campaign");
  return readCampaign(organizationId, id);
}

export async function getAdGroup({ actor: { organizationId }, id, within }: Get): Promise<AdGroupView> {
  const row = found(await findAdGroup(noTransaction, { organizationId, id, within }), "ad group");
  return readAdGroup(organizationId, row.campaignId, id);
}

export async function getAd({ actor: { organizationId }, id, within }: Get): Promise<AdView> {
  const row = found(await findAd(noTransaction, { organizationId, id, within }), "ad");
  return readAd(organizationId, row.adGroup.campaignId, id);
}

export async function getKeyword({ actor: { organizationId }, id, within }: Get): Promise<KeywordView> {
  const row = found(await findKeyword(noTransaction, { organizationId, id, within }), "keyword");
  return readKeyword(organizationId, row.adGroup.campaignId, id);
}
