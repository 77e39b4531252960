import { recordAudit } from "../db/audit";
import { findSet, hasOpenRun, touchSet } from "../db/campaign-records";
import { inTransaction, type Transaction } from "../db/client";
import { listLinkedCampaigns } from "../db/link-states";
import type { Actor } from "../domain/actor";
import type { CanonicalRecord } from "../domain/canonical";
import { AppError } from "../errors";
import { platformOrThrow } from "../platforms/registry";
import { isTakenOff } from "../sync/core/take-over";
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

/** Whether anything of a set is on a platform still: not counting what was deleted here and taken off there. */
async function isSetLinked(tx: Transaction, campaignSetId: string): Promise<boolean> {
  const campaigns = await listLinkedCampaigns(tx, campaignSetId);
  return campaigns.some(({ platform, deletedAt, goneAt, shadowDesired, observed }) => {
    if (deletedAt === null) return true;
    const kind = platformOrThrow(platform).capabilities.kinds.campaign;
    const isOff = [shadowDesired, observed].some(
      (value) => kind !== undefined && isTakenOff((value ?? {}) as CanonicalRecord, kind),
    );
    return goneAt === null && !isOff;
  });
}
