import { findAd } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { AdPatch } from "../domain/campaign";
import type { AdView } from "../domain/views/campaigns";
import type { Edit } from "./edit-campaign";
import { refuseStale, saveEdit } from "./edit-record";
import { found, readAd } from "./read-views";

/** Throws `not_found`, `stale_version`. Headlines and descriptions are replaced as whole lists. */
export async function editAd({ actor, id, within, patch }: Edit<typeof AdPatch>): Promise<AdView> {
  const { organizationId } = actor;
  const { version, ...data } = patch;
  const campaignId = await inTransaction(async (tx) => {
    const row = found(await findAd(tx, { organizationId, id, within }), "ad");
    refuseStale(row, version);
    await saveEdit(tx, {
      actor,
      kind: "ad",
      campaignSetId: row.adGroup.campaign.campaignSetId,
      row,
      data,
      write: (changed) =>
        tx.ad.updateMany({
          where: { id, organizationId, version, deletedAt: null },
          data: { ...changed, version: { increment: 1 }, editedById: actor.userId },
        }),
    });
    return row.adGroup.campaignId;
  });
  return readAd(organizationId, campaignId, id);
}
