import { recordAudit, recordUndos } from "../db/audit";
import { inTransaction } from "../db/client";
import { listLandedOperations } from "../db/operations";
import { listPlanOperations } from "../db/plans";
import { readSetRecords, type SetRecords } from "../db/set-records";
import { findRun, isSetRun, type SetRunRow } from "../db/sync-runs";
import { type RowTakeOver, saveReceivedRows } from "../db/take-over";
import type { Actor } from "../domain/actor";
import { RECORD_KINDS } from "../domain/canonical";
import type { SyncRunView, UndoReport } from "../domain/views";
import { AppError } from "../errors";
import { platformOrThrow } from "../platforms/registry";
import { type Done, planUndo, type Undo } from "./core/undo";
import { savePlan } from "./make-plan";
import { planRecords } from "./plan-records";
import { receivedColumns } from "./received";
import { openRunFor } from "./request-sync";
import { sendRun } from "./send-run";

/**
 * Takes a push back: what still stands as it left it goes back to what it was, here and, with the run this opens, on the
 * platforms. The rest is named with the reason and left alone. Throws `not_found`, and `precondition` for a run that is
 * open, a set that is being pushed, and a run of which nothing can be taken back.
 */
export async function undoRun({
  actor,
  runId,
}: {
  actor: Actor;
  runId: string;
}): Promise<{ run: SyncRunView; report: UndoReport }> {
  const run = await findRun(actor.organizationId, runId);
  if (!run) throw new AppError("not_found", "This run does not exist.");
  refuseUnlessUndoable(run);
  const { organizationId } = actor;
  const { campaignSetId } = run;
  const [operations, set] = await Promise.all([
    listLandedOperations(organizationId, runId),
    readSetRecords(organizationId, campaignSetId),
  ]);
  const undo = planUndo(
    operations.map(({ kind, recordId, changes }) => ({ kind, recordId, changes: changes as Done["changes"] })),
    planRecords(set),
    (record) => platformOrThrow(record.platform).capabilities,
  );
  const report = reportOf(undo);
  if (undo.reverted.length === 0) {
    const [first] = report.left;
    const example = first ? ` ${first.recordName}: ${first.reason}` : "";
    throw new AppError("precondition", `Nothing of this run can be taken back.${example}`);
  }
  await goBack(actor, set, undo, run);
  return { run: await pushBack(actor, run, undo, report), report };
}

function refuseUnlessUndoable(run: Awaited<ReturnType<typeof findRun>>): asserts run is SetRunRow {
  if (!run || !isSetRun(run)) {
    throw new AppError("precondition", "A pull sent nothing that could be taken back. Edit the record, then push.");
  }
  if (!run.endedAt)
    throw new AppError("precondition", "This run is still open. Cancel it, or wait until it has ended.");
  if (run.dryRun) throw new AppError("precondition", "A trial run sent nothing that could be taken back.");
}

/** Our rows take their earlier values; a row that somebody saved in this moment makes the whole undo start anew. */
async function goBack(actor: Actor, set: SetRecords, { reverted }: Undo, run: SetRunRow): Promise<void> {
  const rows = new Map<string, { version: number } & Record<string, unknown>>(
    [...set.campaigns, ...set.adGroups, ...set.ads, ...set.keywords].map((row) => [row.id, row]),
  );
  await inTransaction(async (tx) => {
    for (const kind of RECORD_KINDS) {
      const changes: RowTakeOver[] = reverted.flatMap(({ record, fields }) => {
        const row = rows.get(record.id);
        if (record.kind !== kind || !row) return [];
        const { columns } = receivedColumns(kind, fields, row);
        return Object.keys(columns).length > 0 ? [{ recordId: record.id, version: row.version, columns }] : [];
      });
      const written = await saveReceivedRows(tx, kind, changes);
      if (written.size < changes.length) {
        throw new AppError("conflict", "Somebody edited a record of this run just now. Look at it and undo again.");
      }
    }
    await recordAudit(tx, { actor, action: "sync.undo", subjectKind: "sync_run", subjectId: run.id });
    await recordUndos(tx, {
      actor,
      undos: reverted.map(({ record, fields }) => ({
        kind: record.kind,
        recordId: record.id,
        before: Object.fromEntries(Object.keys(fields).map((field) => [field, record.desired[field] ?? null])),
        after: fields,
      })),
    });
  });
}

/** Sends what went back, and nothing else of the set. */
async function pushBack(actor: Actor, run: SetRunRow, { reverted }: Undo, report: UndoReport): Promise<SyncRunView> {
  const { organizationId, campaignSetId } = run;
  const planId = await savePlan({ organizationId, campaignSetId, createdById: actor.userId });
  const ids = new Set(reverted.map(({ record }) => record.id));
  const operations = await listPlanOperations(organizationId, planId);
  const operationIds = operations
    .filter((operation) => operation.state === "planned" && ids.has(operation.recordId))
    .map((operation) => operation.id);
  const opened = await openRunFor({ actor, campaignSetId, planId, operationIds, undoOf: { runId: run.id, report } });
  if (!opened.created) {
    throw new AppError(
      "precondition",
      "The set is being pushed just now. What went back here is sent with the next push.",
    );
  }
  await sendRun(opened.row);
  return opened.run;
}

const reportOf = ({ reverted, left }: Undo): UndoReport => ({
  reverted: reverted.map(({ record, fields }) => ({
    recordKind: record.kind,
    recordId: record.id,
    recordName: record.name,
    fields: Object.keys(fields),
  })),
  left: left.map(({ record, field, reason }) => ({
    recordKind: record.kind,
    recordId: record.id,
    recordName: record.name,
    field,
    reason,
  })),
});
