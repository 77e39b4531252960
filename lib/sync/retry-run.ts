import { listUnlanded } from "../db/retries";
import { findRun, isRefused, isSetRun } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { SyncRunView } from "../domain/views/sync-runs";
import { AppError } from "../errors";
import { requestSync } from "./request-sync";
import { recordsOf } from "./run-scope";

/**
 * Tries again what did not land, in a new run that carries only those records, as they are here now: whoever presses this
 * has perhaps mended them, and nothing else that was edited since goes along. A run that ended before it had a plan is asked
 * for again as it was, a dry run as a dry run. Throws `not_found`, `plan_stale` where it was to carry out a plan that does not hold any more, and
 * `precondition` for a pull and a run of which nothing is left.
 */
export async function retryRun({ actor, runId }: { actor: Actor; runId: string }): Promise<{ run: SyncRunView }> {
  const run = await findRun(actor.organizationId, runId);
  if (!run) throw new AppError("not_found", "This run does not exist.");
  if (!isSetRun(run)) throw new AppError("precondition", "A pull has nothing to retry. Pull again instead.");
  if (isRefused(run)) {
    throw new AppError("plan_stale", "This run did not begin, because its plan did not hold any more. Plan again.");
  }
  const recordIds = run.planId
    ? (await listUnlanded(actor.organizationId, runId)).map(({ recordId }) => recordId)
    : recordsOf(run);
  if (run.endedAt && recordIds && [...recordIds].length === 0) {
    throw new AppError("precondition", "Nothing of this run is left to try. Plan again to see what a push would do.");
  }
  const only = recordIds && { recordIds: [...recordIds] };
  const { campaignSetId, dryRun } = run;
  const { run: retried } = await requestSync({ actor, campaignSetId, dryRun, trigger: "retry", ...only });
  return { run: retried };
}
