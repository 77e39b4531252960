import { findCampaign, listIdsBelow, type Within } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { Actor } from "../domain/actor";
import { removeRecord } from "./delete-record";
import { found } from "./read-views";

export type Delete = {
  actor: Actor;
  id: string;
  /** Parents an address goes through; a record under others is not found. */
  within?: Within;
};

/** Deletes a campaign with all below it; where a platform holds it, the next plan takes it off. Throws `not_found`. */
export async function deleteCampaign({ actor, id, within }: Delete): Promise<void> {
  const { organizationId } = actor;
  await inTransaction(async (tx) => {
    const row = found(await findCampaign(tx, { organizationId, id, within }), "campaign");
    const where = { id, organizationId };
    await removeRecord(tx, {
      actor,
      kind: "campaign",
      id,
      below: await listIdsBelow(tx, { organizationId, campaignId: id }),
      campaignSetId: row.campaignSetId,
      name: row.name,
      erase: () => tx.campaign.deleteMany({ where }),
      hide: () =>
        tx.campaign.updateMany({
          where,
          data: { deletedAt: new Date(), editedById: actor.userId, version: { increment: 1 } },
        }),
    });
  });
}
