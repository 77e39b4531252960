import { recordAudit } from "../db/audit";
import { findCampaignSet, pauseCampaigns, resumeCampaigns } from "../db/campaign-sets";
import { inTransaction } from "../db/client";
import { askFollowUp } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { SyncRunView } from "../domain/views/sync-runs";
import { AppError } from "../errors";
import { cancelRun } from "./cancel-run";
import { requestSync, usableConnections } from "./request-sync";

/**
 * Pauses every active campaign of a set, or wakes those again, and pushes that. What a person paused by itself stays
 * paused, drafts and archived campaigns stay as they are.
 */
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
  await usableConnections(actor.organizationId, campaignSetId);
  await inTransaction(async (tx) => {
    const change = { organizationId: actor.organizationId, campaignSetId, editedById: actor.userId };
    const changed = await (running ? resumeCampaigns : pauseCampaigns)(tx, change);
    await recordAudit(tx, {
      actor,
      action: running ? "campaign_set.resume" : "campaign_set.pause",
      subjectKind: "campaign_set",
      subjectId: campaignSetId,
      after: { campaigns: changed },
    });
  });
  return { run: await pushSoon({ actor, campaignSetId, trigger: running ? "resume" : "pause" }) };
}

type PushSoon = { actor: Actor; campaignSetId: string; trigger: "pause" | "resume" };

/**
 * A run that is open was planned before this: it is followed by another one as soon as it closes. A pause also stops
 * it, so that it enables nothing any more, and what runs already is paused beside it.
 */
async function pushSoon({ actor, campaignSetId, trigger }: PushSoon): Promise<SyncRunView> {
  for (;;) {
    const { run, created, beside } = await requestSync({ actor, campaignSetId, trigger });
    if (created) return run;
    const noted = await inTransaction((tx) => askFollowUp(tx, run.id, { trigger, requestedById: actor.userId }));
    // It closed meanwhile, so nothing is in the way any more.
    if (!noted) continue;
    if (trigger === "resume") return run;
    const { run: cancelled } = await cancelRun({ actor, runId: run.id });
    // Who asked for the pause follows the run that carries it.
    return beside ?? cancelled;
  }
}
