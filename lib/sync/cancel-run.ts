import { announceCancel } from "../announce";
import { recordAudit } from "../db/audit";
import { inTransaction } from "../db/client";
import { findRun, requestCancel } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { SyncRunView } from "../domain/views/sync-runs";
import { AppError } from "../errors";
import { closeRun } from "./close-run";
import { getSyncRun } from "./get-sync-run";

/** Stops a run: nothing new starts; what is on its way is finished and saved. A closed run stays as it is. */
export async function cancelRun({ actor, runId }: { actor: Actor; runId: string }): Promise<{ run: SyncRunView }> {
  const run = await findRun(actor.organizationId, runId);
  if (!run) throw new AppError("not_found", "This run does not exist.");
  const { isStopped, isHeld } = await inTransaction(async (tx) => {
    const stopped = await requestCancel(tx, runId);
    if (stopped) await recordAudit(tx, { actor, action: "sync.cancel", subjectKind: "sync_run", subjectId: runId });
    return { isStopped: stopped !== null, isHeld: stopped?.isHeld ?? true };
  });
  // Nobody is working on it just now, so nobody would see the wish.
  if (!isHeld) await closeRun(runId);
  if (isStopped) {
    const { campaignSetId } = run;
    announceCancel({ syncRunId: runId, campaignSetId, userId: actor.userId, cancelledAt: new Date().toISOString() });
  }
  return { run: await getSyncRun({ actor, runId }) };
}
