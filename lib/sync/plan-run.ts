import { findPlan } from "../db/plans";
import { readSetBasis } from "../db/set-records";
import { attachPlan, findSetRunById } from "../db/sync-runs";
import { AppError } from "../errors";
import { closeRun, failRun } from "./close-run";
import { savePlan } from "./make-plan";
import { takeOver } from "./pull/take-over";

/**
 * Gives the run its plan: the one a person approved, when nothing moved since, else a new one. A dry run ends here.
 * Safe to repeat.
 */
export async function planRun(runId: string): Promise<{ proceed: boolean; status: string }> {
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
    if (!plan || plan.basis !== basis) {
      await failRun(
        runId,
        new AppError("plan_stale", "Something changed since this plan was approved, so nothing was sent. Plan again."),
      );
      return { proceed: false, status: "plan_stale" };
    }
  }
  if (!run.dryRun) await takeOver({ organizationId, campaignSetId, syncRunId: runId });
  const planId = approvedPlanId ?? (await savePlan({ organizationId, campaignSetId, createdById: run.requestedById }));
  if (!(await attachPlan(runId, planId, { dryRun: run.dryRun }))) {
    const now = await findSetRunById(runId);
    return now?.endedAt ? { proceed: false, status: now.status } : { proceed: true, status: "planned" };
  }
  if (run.dryRun) {
    await closeRun(runId);
    return { proceed: false, status: "dry run" };
  }
  return { proceed: true, status: "planned" };
}
