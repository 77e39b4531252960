import { type CampaignStanding, readCampaignStandings } from "../db/campaign-standings";
import type { Actor } from "../domain/actor";
import type { CampaignStatuses, StatusNumber } from "../domain/views/campaign-statuses";

/** Every campaign of the organisation, oldest first, as little as a list of them needs; and whether a run is open. */
export async function listCampaignStatuses({ actor }: { actor: Actor }): Promise<CampaignStatuses> {
  const { organizationId } = actor;
  const { campaigns, syncing } = await readCampaignStandings(organizationId);
  return {
    campaigns: campaigns.map((campaign) => ({
      id: campaign.id,
      name: campaign.name,
      status: statusNumber(campaign),
      organization_id: organizationId,
    })),
    syncing,
  };
}

/**
 * A failure comes first: whatever the campaign should be, the platform did not take it. What no platform holds yet cannot
 * run, so it counts as a draft whatever it is to become; what is over cannot run any more, paused or not.
 */
export function statusNumber({
  status,
  syncStatus,
  isThere,
  isOver,
}: Omit<CampaignStanding, "id" | "name">): StatusNumber {
  if (status === "error" || syncStatus === "failed") return -1;
  if (status === "archived" || status === "completed") return 3;
  if (status === "draft" || status === "pending" || !isThere) return 0;
  if (isOver) return 3;
  return status === "active" ? 1 : 2;
}
