import { findAd } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { Delete } from "./delete-campaign";
import { removeRecord } from "./delete-record";
import { found } from "./read-views";

/** Deletes an ad; where a platform holds it, the next plan takes it off. Throws `not_found`. */
export async function deleteAd({ actor, id, within }: Delete): Promise<void> {
  const { organizationId } = actor;
  await inTransaction(async (tx) => {
    const row = found(await findAd(tx, { organizationId, id, within }), "ad");
    const where = { id, organizationId };
    await removeRecord(tx, {
      actor,
      kind: "ad",
      id,
      below: [],
      campaignSetId: row.adGroup.campaign.campaignSetId,
      name: row.headlines[0] ?? "",
      erase: () => tx.ad.deleteMany({ where }),
      hide: () =>
        tx.ad.updateMany({
          where,
          data: { deletedAt: new Date(), editedById: actor.userId, version: { increment: 1 } },
        }),
    });
  });
}
