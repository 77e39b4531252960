import { findPlan } from "../db/plans";
import { forgetSettledRetries, listAskedFor } from "../db/retries";
import { readSetBasis } from "../db/set-records";
import { listLimitedConnections, reckoning } from "../db/spend";
import { attachPlan, findSetRunById, type SetRunRow } from "../db/sync-runs";
import { AppError } from "../errors";
import { closeRun, failRun } from "./close-run";
import { asAsked } from "./core/as-asked";
import type { PickOperation } from "./core/plan";
import { findNewHold, savePlan } from "./make-plan";
import { takeOver } from "./pull/take-over";
import { isAutomaticRetry, recordsOf } from "./run-scope";

/** `conflicts`: records that both sides turned out to have changed. */
export type Planned = { proceed: boolean; status: string; conflicts?: number };

/**
 * Gives the run its plan: the one a person approved, when nothing moved since, else a new one. A dry run ends here.
 * Safe to repeat.
 */
export async function planRun(runId: string): Promise<Planned> {
  const run = await findSetRunById(runId);
  if (!run) throw new AppError("not_found", `run ${runId} does not exist`);
  if (run.endedAt) return { proceed: false, status: run.status };
  if (run.planId) return { proceed: true, status: "planned" };
  const { organizationId, campaignSetId, approvedPlanId } = run;
  if (approvedPlanId) {
    const [plan, basis] = await Promise.all([
      findPlan(organizationId, approvedPlanId),
      readSetBasis(organizationId, campaignSetId),
    ]);
    if (!plan || plan.basis !== basis) return refuse(runId, "Something changed");
  }
  const { conflicts } = run.dryRun
    ? { conflicts: 0 }
    : await takeOver({ organizationId, campaignSetId, syncRunId: runId });
  // What another run is cleared to spend meanwhile counts, so runs with a common limit are planned one after the other.
  const outcome = await reckoning(await listLimitedConnections(run), async () => {
    const held = approvedPlanId ? await findNewHold({ organizationId, campaignSetId, planId: approvedPlanId }) : null;
    if (held) return { held, isAttached: false };
    const planId =
      approvedPlanId ??
      (await savePlan({ organizationId, campaignSetId, createdById: run.requestedById, only: await within(run) }));
    if (isAutomaticRetry(run))
      await forgetSettledRetries({ campaignSetId, planId, recordIds: [...(recordsOf(run) ?? [])] });
    return { held, isAttached: await attachPlan(runId, planId, { dryRun: run.dryRun }) };
  });
  if (outcome.held) return refuse(runId, `${outcome.held.name}: ${outcome.held.reason} That is new`);
  if (!outcome.isAttached) {
    const now = await findSetRunById(runId);
    return now?.endedAt ? { proceed: false, status: now.status } : { proceed: true, status: "planned" };
  }
  if (run.dryRun) {
    await closeRun(runId);
    return { proceed: false, status: "dry run" };
  }
  return { proceed: true, status: "planned", conflicts };
}

/** Of a run that names its records only what concerns those is planned; of an automatic retry only what was asked for. */
async function within(run: SetRunRow): Promise<PickOperation | undefined> {
  const records = recordsOf(run);
  if (!records) return undefined;
  if (!isAutomaticRetry(run)) return ({ record }) => records.has(record.id);
  return asAsked(records, await listAskedFor(run.campaignSetId, [...records]));
}

async function refuse(runId: string, what: string): Promise<{ proceed: false; status: string }> {
  await failRun(
    runId,
    new AppError("plan_stale", `${what} since this plan was approved, so nothing was sent. Plan again.`),
  );
  return { proceed: false, status: "plan_stale" };
}
