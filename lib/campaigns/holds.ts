import { listHolds } from "../db/holds";
import type { CampaignView, SyncView } from "../domain/views/campaigns";

/** Says of each record what its last plan holds back, as long as it was not edited since and still waits. */
export async function addHolds(organizationId: string, campaigns: CampaignView[]): Promise<void> {
  const waiting = new Map<string, { version: number; sync: SyncView }>();
  for (const record of campaigns.flatMap(withParts))
    if (record.sync.status === "pending") waiting.set(record.id, record);
  for (const { recordId, recordVersion, reason, planId } of await listHolds(organizationId, [...waiting.keys()])) {
    const record = waiting.get(recordId);
    if (record?.version === recordVersion) record.sync.held = { reason, planId };
  }
}

const withParts = (campaign: CampaignView) => [
  campaign,
  ...campaign.adGroups.flatMap((adGroup) => [adGroup, ...adGroup.ads, ...adGroup.keywords]),
];
