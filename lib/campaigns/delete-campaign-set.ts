import { recordAudit } from "../db/audit";
import { findSet, hasOpenRun, touchSet } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import { isSetLinked } from "../db/link-states";
import type { Actor } from "../domain/actor";
import { AppError } from "../errors";
import { found } from "./read-views";

/**
 * Deletes a set of which no platform holds anything. A set that is on a platform is refused with `conflict`: hidden here,
 * its campaigns would go on spending over there. The rows stay, hidden, for the history of its runs.
 */
export async function deleteCampaignSet({ actor, id }: { actor: Actor; id: string }): Promise<void> {
  const { organizationId } = actor;
  await inTransaction(async (tx) => {
    const set = found(await findSet(tx, { organizationId, id }), "campaign set");
    await touchSet(tx, organizationId, id);
    if (await hasOpenRun(tx, id)) {
      throw new AppError("conflict", "A run of this set is open. Wait until it ends, or cancel it.");
    }
    if (await isSetLinked(tx, id)) {
      throw new AppError(
        "conflict",
        "Campaigns of this set are on a platform. Delete the campaigns and push, then delete the set.",
      );
    }
    await tx.campaignSet.updateMany({ where: { id, organizationId }, data: { deletedAt: new Date() } });
    await recordAudit(tx, {
      actor,
      action: "campaign_set.delete",
      subjectKind: "campaign_set",
      subjectId: id,
      before: { name: set.name },
    });
  });
}
