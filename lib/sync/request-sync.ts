import { uuidv7 } from "uuidv7";
import { recordAudit } from "../db/audit";
import { findCampaignSet, listSetConnections } from "../db/campaign-sets";
import { inTransaction } from "../db/client";
import { appendLive, organizationTopic, setTopic } from "../db/live";
import { findPlan, wasCarriedOut } from "../db/plans";
import { readSetBasis } from "../db/set-records";
import { findOpenRun, findRun, insertRun, markSyncing, type SyncRunRow, tickOperations } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { SyncRunView } from "../domain/views";
import { AppError } from "../errors";
import { runFacts } from "./get-sync-run";
import { sendRun } from "./send-run";
import { toSyncRunView } from "./views";

export type RequestSync = {
  actor: Actor;
  campaignSetId: string;
  /** Carry out exactly this plan; refused when the world moved since. */
  planId?: string;
  /** Of that plan only these operations. */
  operationIds?: string[];
  /** Plan and stop. */
  dryRun?: boolean;
  trigger?: "person" | "api" | "retry" | "pause" | "resume";
};

/**
 * Opens a sync run, or answers with the one already open. Saves the row first, then sends the event. Throws
 * `not_found`, `plan_stale`, `precondition` (a connection that cannot be used).
 */
export async function requestSync(request: RequestSync): Promise<{ run: SyncRunView; created: boolean }> {
  const { row, created } = await openRunFor(request);
  // Who asks while a run is open learns its id; the rest of it is read where it is shown.
  if (!created) return { run: toSyncRunView(row, new Date()), created };
  const run = await view(row);
  await appendLive([
    { topic: setTopic(row.campaignSetId), type: "run", data: { run } },
    { topic: organizationTopic(row.organizationId), type: "run", data: { run } },
  ]);
  await sendRun(row);
  return { run, created };
}

/** Saves the run's row, or finds the one already open, and tells nobody yet. */
export async function openRunFor(request: RequestSync): Promise<{ id: string; row: SyncRunRow; created: boolean }> {
  const { actor, campaignSetId, planId, operationIds, dryRun = false } = request;
  const { organizationId } = actor;
  const set = await findCampaignSet(organizationId, campaignSetId);
  if (!set) throw new AppError("not_found", "This campaign set does not exist.");
  const open = await findOpenRun(organizationId, campaignSetId);
  if (open) return { id: open.id, row: open, created: false };
  if (planId) await refuseStalePlan(organizationId, campaignSetId, planId);
  await refuseUnusableConnections(organizationId, campaignSetId);

  const id = uuidv7();
  const trigger = request.trigger ?? (actor.kind === "person" ? "person" : "api");
  const created = await inTransaction(async (tx) => {
    const inserted = await insertRun(tx, {
      id,
      organizationId,
      campaignSetId,
      trigger,
      dryRun,
      approvedPlanId: planId ?? null,
      requestedById: actor.userId,
    });
    if (!inserted) return false;
    if (planId && operationIds) await tickOperations(tx, planId, operationIds);
    await markSyncing(tx, campaignSetId);
    await recordAudit(tx, { actor, action: "sync.request", subjectKind: "sync_run", subjectId: id });
    return true;
  });
  const row = created ? await findRun(organizationId, id) : await findOpenRun(organizationId, campaignSetId);
  // The run that was in our way closed meanwhile.
  if (!row) return openRunFor(request);
  return { id: row.id, row, created };
}

async function refuseStalePlan(organizationId: string, campaignSetId: string, planId: string): Promise<void> {
  const plan = await findPlan(organizationId, planId);
  if (!plan || plan.campaignSetId !== campaignSetId) throw new AppError("not_found", "This plan does not exist.");
  if (await wasCarriedOut(organizationId, planId)) {
    throw new AppError("plan_stale", "This plan was pushed before. Plan again to see what is left to do.");
  }
  const basis = await readSetBasis(organizationId, campaignSetId);
  if (plan.basis !== basis) {
    throw new AppError(
      "plan_stale",
      "Something changed since this plan was made. Plan again to see what would happen now.",
    );
  }
}

/** Throws `precondition` when a connection of the set cannot be used, before anything is changed. */
export async function refuseUnusableConnections(organizationId: string, campaignSetId: string): Promise<void> {
  const connections = await listSetConnections(organizationId, campaignSetId);
  const broken = connections.find((connection) => connection.status !== "active");
  if (broken) {
    throw new AppError(
      "precondition",
      broken.status === "reauthorize"
        ? `${broken.name} has to be connected again before anything can be pushed.`
        : `${broken.name} is ${broken.status}. Resume it before pushing.`,
    );
  }
}

const view = async (row: SyncRunRow): Promise<SyncRunView> => toSyncRunView(await runFacts(row), new Date());
