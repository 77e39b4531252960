import { findRun, isSetRun } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { SyncRunView } from "../domain/views/sync-runs";
import { AppError } from "../errors";
import { requestSync } from "./request-sync";

/** Tries again what did not land: a new run for the same set, whose plan holds only what is still missing. */
export async function retryRun({ actor, runId }: { actor: Actor; runId: string }): Promise<{ run: SyncRunView }> {
  const run = await findRun(actor.organizationId, runId);
  if (!run) throw new AppError("not_found", "This run does not exist.");
  if (!isSetRun(run)) throw new AppError("precondition", "A pull has nothing to retry. Pull again instead.");
  const { run: retried } = await requestSync({ actor, campaignSetId: run.campaignSetId, trigger: "retry" });
  return { run: retried };
}
