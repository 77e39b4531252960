import { uuidv7 } from "uuidv7";
import { announceApproval } from "../announce";
import { refuseInactive } from "../connections/refuse-inactive";
import { refuseStopped } from "../connections/refuse-stopped";
import { recordApprovals, recordAudit } from "../db/audit";
import { inTransaction, type Transaction } from "../db/client";
import { appendLive, organizationTopic, setTopic } from "../db/live";
import { approveOperations, findPlan, findRunOfPlan } from "../db/plans";
import { readSetBasis } from "../db/set-records";
import { asSetRun, findSetWithOpenRun, insertRun, markSyncing, type SetRunRow, tickOperations } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import { can } from "../domain/permissions";
import type { SyncRunView, UndoReport } from "../domain/views/sync-runs";
import { AppError } from "../errors";
import { pauseBeside } from "./pause-beside";
import { sendRun } from "./send-run";
import { toSyncRunView } from "./views";

export type RequestSync = {
  actor: Actor;
  campaignSetId: string;
  /** Carry out exactly this plan; refused when the world moved since. */
  planId?: string;
  /** Of that plan only these operations. */
  operationIds?: string[];
  /** Of that plan these operations, which a guardrail holds, are let pass. Only for who has the right to. */
  approve?: string[];
  /** Plan and stop. */
  dryRun?: boolean;
  trigger?: "person" | "api" | "retry" | "pause" | "resume";
  /** The run takes an earlier one back. */
  undoOf?: { runId: string; report: UndoReport };
  /** Only these records, planned once the platforms have been read. */
  recordIds?: string[];
  /** Nobody asked: the retry job did. */
  isAutomatic?: boolean;
  /** Saved with the run, or not at all. */
  within?: (tx: Transaction) => Promise<void>;
};

/**
 * Opens a sync run, or answers with the one already open; then only what was paused meanwhile is sent at once, beside
 * it. Saves the row first, then sends the event. Throws
 * `not_found`, `plan_stale`, `precondition` (a connection that cannot be used), `breaker_open`, `forbidden` (an approval)
 * and `invalid` (operations that cannot be let pass or pushed).
 */
export async function requestSync(
  request: RequestSync,
): Promise<{ run: SyncRunView; created: boolean; beside: SyncRunView | null }> {
  const { run, row, created } = await openRunFor(request);
  if (created) await sendRun(row);
  const { planId, actor } = request;
  if (created && planId) {
    announceApproval({ planId, syncRunId: row.id, campaignSetId: row.campaignSetId, userId: actor.userId });
  }
  const beside = created || request.dryRun ? null : await pauseBeside({ actor, open: row });
  return { run, created, beside };
}

export type Opened = { run: SyncRunView; row: SetRunRow; created: boolean };

/** Saves the run's row and tells the pages of it, or finds the one already open; sends nothing yet. */
export async function openRunFor(request: RequestSync): Promise<Opened> {
  const { actor, campaignSetId, planId, operationIds, approve = [], dryRun = false } = request;
  const { organizationId } = actor;
  if (approve.length > 0 && !can(actor.role, "guardrails.approve")) {
    throw new AppError("forbidden", "Only an admin or an owner lets an operation pass a guardrail.");
  }
  if (dryRun) refuseChoices({ operationIds, approve });
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
      recordIds: request.recordIds,
      isAutomatic: request.isAutomatic,
    });
    if (!inserted) return null;
    await request.within?.(tx);
    if (planId && approve.length > 0) await letPass(tx, { actor, planId, operationIds: approve });
    if (planId && operationIds) await tick(tx, { planId, operationIds, approve });
    if (!dryRun) await markSyncing(tx, campaignSetId);
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

/** What is ticked and let pass is saved in the plan, and a trial run changes nothing. */
function refuseChoices({ operationIds, approve = [] }: Pick<RequestSync, "operationIds" | "approve">): void {
  const named = [...(operationIds ? ["operationIds"] : []), ...(approve.length > 0 ? ["approve"] : [])];
  if (named.length === 0) return;
  throw new AppError("invalid", "A dry run only plans: leave out what to push of the plan.", {
    errors: named.map((path) => ({ path, message: "Not with dryRun." })),
  });
}

/** Leaves out what was not ticked; what is let pass goes along, named here or not. All of it or nothing. */
async function tick(
  tx: Transaction,
  { planId, operationIds, approve }: { planId: string; operationIds: string[]; approve: string[] },
): Promise<void> {
  const wanted = distinctIds([...operationIds, ...approve]);
  if ((await tickOperations(tx, planId, wanted)) === wanted.length) return;
  throw new AppError("invalid", "Some of these operations cannot be pushed.", {
    errors: [
      { path: "operationIds", message: "Name only operations of this plan that are still to be pushed, and not held." },
    ],
  });
}

/** An id may be written in capitals, and is the same one. */
const distinctIds = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.toLowerCase()))];

/** Frees what a guardrail holds, and writes down who did; all of it or nothing. */
async function letPass(
  tx: Transaction,
  { actor, planId, operationIds }: { actor: Actor; planId: string; operationIds: string[] },
): Promise<void> {
  const approved = await approveOperations(tx, { planId, operationIds, approvedById: actor.userId });
  if (approved.length < distinctIds(operationIds).length) {
    throw new AppError("invalid", "Some of these operations cannot be let pass.", {
      errors: [{ path: "approve", message: "Name only operations of this plan that a guardrail holds." }],
    });
  }
  await recordApprovals(tx, { actor, approved });
}

async function refuseStalePlan(organizationId: string, campaignSetId: string, planId: string): Promise<void> {
  const plan = await findPlan(organizationId, planId);
  if (!plan || plan.campaignSetId !== campaignSetId) throw new AppError("not_found", "This plan does not exist.");
  if (await findRunOfPlan(organizationId, planId)) {
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
  const connections = await refuseInactive({ organizationId, campaignSetId });
  await refuseStopped(connections);
  return connections;
}
