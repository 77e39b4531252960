import { saveLinkStates } from "../db/link-states";
import { readCampaignRecords } from "../db/set-records";
import type { AdGroupView, AdView, CampaignView, KeywordView } from "../domain/views/campaigns";
import { AppError } from "../errors";
import { judgeAgain } from "../sync/pull/take-over";
import { addHolds } from "./holds";
import { toCampaignViews } from "./views";

/** Records as they stand after a write, with the tree they are in. */

/**
 * The whole campaign. What an edit changed about its links' states is saved on the way, for lists to count, and what of it is
 * in conflict is compared again: who decides about that should see what was edited.
 */
export async function readCampaign(organizationId: string, campaignId: string): Promise<CampaignView> {
  let records = await readCampaignRecords(organizationId, [campaignId]);
  if (records.links.some(({ syncStatus }) => syncStatus === "conflict")) {
    await judgeAgain(organizationId, [campaignId]);
    records = await readCampaignRecords(organizationId, [campaignId]);
  }
  const { campaigns, outdatedLinks } = toCampaignViews(records);
  await Promise.all([saveLinkStates(outdatedLinks), addHolds(organizationId, campaigns)]);
  return found(campaigns[0], "campaign");
}

/** Brings the states of a campaign's links up to what comparing says, for lists to count. */
export async function refreshLinkStates(organizationId: string, campaignId: string): Promise<void> {
  const { outdatedLinks } = toCampaignViews(await readCampaignRecords(organizationId, [campaignId]));
  await saveLinkStates(outdatedLinks);
}

export async function readAdGroup(organizationId: string, campaignId: string, id: string): Promise<AdGroupView> {
  const campaign = await readCampaign(organizationId, campaignId);
  return found(
    campaign.adGroups.find((adGroup) => adGroup.id === id),
    "ad group",
  );
}

export async function readAd(organizationId: string, campaignId: string, id: string): Promise<AdView> {
  const campaign = await readCampaign(organizationId, campaignId);
  return found(
    campaign.adGroups.flatMap((adGroup) => adGroup.ads).find((ad) => ad.id === id),
    "ad",
  );
}

export async function readKeyword(organizationId: string, campaignId: string, id: string): Promise<KeywordView> {
  const campaign = await readCampaign(organizationId, campaignId);
  return found(
    campaign.adGroups.flatMap((adGroup) => adGroup.keywords).find((keyword) => keyword.id === id),
    "keyword",
  );
}

/** The record, or `not_found` in words a person reads. */
export function found<Record>(record: Record | null | undefined, noun: string): Record {
  if (record === null || record === undefined) throw new AppError("not_found", `This ${noun} does not exist.`);
  return record;
}
