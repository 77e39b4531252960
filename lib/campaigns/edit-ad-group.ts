import { findAdGroup } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { AdGroupPatch } from "../domain/campaign";
import type { AdGroupView } from "../domain/views/campaigns";
import type { Edit } from "./edit-campaign";
import { refuseStale, saveEdit } from "./edit-record";
import { found, readAdGroup } from "./read-views";

/** Throws `not_found`, `stale_version`. `bid` and `targeting` are replaced as a whole. */
export async function editAdGroup({ actor, id, within, patch }: Edit<typeof AdGroupPatch>): Promise<AdGroupView> {
  const { organizationId } = actor;
  const campaignId = await inTransaction(async (tx) => {
    const row = found(await findAdGroup(tx, { organizationId, id, within }), "ad group");
    refuseStale(row, patch.version);
    await saveEdit(tx, {
      actor,
      kind: "ad_group",
      campaignSetId: row.campaign.campaignSetId,
      row,
      data: {
        name: patch.name,
        status: patch.status,
        bidStrategy: patch.bid?.strategy,
        bidAmountMicros: patch.bid && (patch.bid.amountMicros === null ? null : BigInt(patch.bid.amountMicros)),
        targeting: patch.targeting,
      },
      write: (data) =>
        tx.adGroup.updateMany({
          where: { id, organizationId, version: patch.version, deletedAt: null },
          data: { ...data, version: { increment: 1 }, editedById: actor.userId },
        }),
    });
    return row.campaignId;
  });
  return readAdGroup(organizationId, campaignId, id);
}
