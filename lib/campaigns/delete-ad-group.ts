import { findAdGroup, listIdsBelow } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { Delete } from "./delete-campaign";
import { removeRecord } from "./delete-record";
import { found } from "./read-views";

/** Deletes an ad group with its ads and keywords; where a platform holds it, the next plan takes it off. Throws `not_found`. */
export async function deleteAdGroup({ actor, id, within }: Delete): Promise<void> {
  const { organizationId } = actor;
  await inTransaction(async (tx) => {
    const row = found(await findAdGroup(tx, { organizationId, id, within }), "ad group");
    const where = { id, organizationId };
    await removeRecord(tx, {
      actor,
      kind: "ad_group",
      id,
      below: await listIdsBelow(tx, { organizationId, adGroupId: id }),
      campaignSetId: row.campaign.campaignSetId,
      name: row.name,
      erase: () => tx.adGroup.deleteMany({ where }),
      hide: () =>
        tx.adGroup.updateMany({
          where,
          data: { deletedAt: new Date(), editedById: actor.userId, version: { increment: 1 } },
        }),
    });
  });
}
