import { recordAudit } from "../db/audit";
import { findCampaignSet, setCampaignStatuses } from "../db/campaign-sets";
import { inTransaction } from "../db/client";
import type { Actor } from "../domain/actor";
import type { SyncRunView } from "../domain/views";
import { AppError } from "../errors";
import { requestSync } from "./request-sync";

/** Pauses or resumes every campaign of a set and pushes that. Drafts and archived campaigns stay as they are. */
export async function setRunning({
  actor,
  campaignSetId,
  running,
}: {
  actor: Actor;
  campaignSetId: string;
  running: boolean;
}): Promise<{ run: SyncRunView }> {
  const set = await findCampaignSet(actor.organizationId, campaignSetId);
  if (!set) throw new AppError("not_found", "This campaign set does not exist.");
  await inTransaction(async (tx) => {
    const changed = await setCampaignStatuses(tx, {
      organizationId: actor.organizationId,
      campaignSetId,
      from: running ? "paused" : "active",
      to: running ? "active" : "paused",
      editedById: actor.userId,
    });
    await recordAudit(tx, {
      actor,
      action: running ? "campaign_set.resume" : "campaign_set.pause",
      subjectKind: "campaign_set",
      subjectId: campaignSetId,
      after: { campaigns: changed },
    });
  });
  const { run } = await requestSync({ actor, campaignSetId, trigger: running ? "resume" : "pause" });
  return { run };
}
