import { uuidv7 } from "uuidv7";
import { refuseStopped } from "../connections/refuse-stopped";
import { recordAudit } from "../db/audit";
import { listSetConnections } from "../db/campaign-sets";
import { inTransaction } from "../db/client";
import { appendLive, organizationTopic, setTopic } from "../db/live";
import { findPlan, wasCarriedOut } from "../db/plans";
import { readSetBasis } from "../db/set-records";
import { asSetRun, findSetWithOpenRun, insertRun, markSyncing, type SetRunRow, tickOperations } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { SyncRunView, UndoReport } from "../domain/views";
import { AppError } from "../errors";
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
  /** The run takes an earlier one back. */
  undoOf?: { runId: string; report: UndoReport };
};

/**
 * Opens a sync run, or answers with the one already open. Saves the row first, then sends the event. Throws
 * `not_found`, `plan_stale`, `precondition` (a connection that cannot be used), `breaker_open`.
 */
export async function requestSync(request: RequestSync): Promise<{ run: SyncRunView; created: boolean }> {
  const { run, row, created } = await openRunFor(request);
  if (created) await sendRun(row);
  return { run, created };
}

export type Opened = { run: SyncRunView; row: SetRunRow; created: boolean };

/** Saves the run's row and tells the pages of it, or finds the one already open; sends nothing yet. */
export async function openRunFor(request: RequestSync): Promise<Opened> {
  const { actor, campaignSetId, planId, operationIds, dryRun = false } = request;
  const { organizationId } = actor;
  const set = await findSetWithOpenRun(organizationId, campaignSetId);
  if (!set) throw new AppError("not_found", "This campaign set does not exist.");
  // Who asks while a run is open learns its id; the rest of it is read where it is shown.
  if (set.open) return { run: toSyncRunView(set.open, new Date()), row: set.open, created: false };
  if (planId) await refuseStalePlan(organizationId, campaignSetId, planId);
  const connections = await usableConnections(organizationId, campaignSetId);

  const id = uuidv7();
  const trigger = request.trigger ?? (actor.kind === "person" ? "person" : "api");
  const opened = await inTransaction(async (tx) => {
    const inserted = await insertRun(tx, {
      id,
      organizationId,
      campaignSetId,
      trigger,
      dryRun,
      approvedPlanId: planId ?? null,
      requestedById: actor.userId,
      undoOf: request.undoOf,
    });
    if (!inserted) return null;
    if (planId && operationIds) await tickOperations(tx, planId, operationIds);
    await markSyncing(tx, campaignSetId);
    await recordAudit(tx, { actor, action: "sync.request", subjectKind: "sync_run", subjectId: id });
    const row = asSetRun(inserted, campaignSetId, set.name);
    const requestedBy = actor.kind === "person" ? actor.name : null;
    const platforms = [...new Set(connections.map((connection) => connection.platform))];
    const run = toSyncRunView({ ...row, requestedBy, platforms }, new Date());
    const topics = [setTopic(campaignSetId), organizationTopic(organizationId)];
    await appendLive(
      topics.map((topic) => ({ topic, type: "run", data: { run } })),
      tx,
    );
    return { run, row, created: true };
  });
  // Somebody opened one since we looked, and perhaps it has closed again.
  return opened ?? openRunFor(request);
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

/**
 * The set's connections. Throws when one of them cannot be used, before anything is changed: `precondition` when a person
 * has to see to it, `breaker_open` when it only has to be waited for.
 */
export async function usableConnections(organizationId: string, campaignSetId: string) {
  const connections = await listSetConnections(organizationId, campaignSetId);
  const broken = connections.find((connection) => connection.status !== "active");
  if (broken) {
    throw new AppError(
      "precondition",
      broken.status !== "paused"
        ? `${broken.name} has to be connected again before anything can be pushed.`
        : // Without a reason it was a person who paused it.
          `${broken.name}: ${broken.statusReason ?? "It is paused. Resume it before pushing."}`,
    );
  }
  await refuseStopped(connections);
  return connections;
}
