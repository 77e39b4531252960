import { findKeyword } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { Delete } from "./delete-campaign";
import { removeRecord } from "./delete-record";
import { found } from "./read-views";

/** Deletes a keyword; where a platform holds it, the next plan takes it off. Throws `not_found`. */
export async function deleteKeyword({ actor, id, within }: Delete): Promise<void> {
  const { organizationId } = actor;
  await inTransaction(async (tx) => {
    const row = found(await findKeyword(tx, { organizationId, id, within }), "keyword");
    const where = { id, organizationId };
    await removeRecord(tx, {
      actor,
      kind: "keyword",
      id,
      below: [],
      campaignSetId: row.adGroup.campaign.campaignSetId,
      name: row.text,
      erase: () => tx.keyword.deleteMany({ where }),
      hide: () =>
        tx.keyword.updateMany({
          where,
          data: { deletedAt: new Date(), editedById: actor.userId, version: { increment: 1 } },
        }),
    });
  });
}
