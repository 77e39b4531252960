import { recordAudit, recordUndos } from "../db/audit";
import { markPausedWithSet } from "../db/campaign-sets";
import type { Transaction } from "../db/client";
import { listSavedEdits } from "../db/edits";
import { listLandedOperations } from "../db/operations";
import { findPlan } from "../db/plans";
import { readSetRecords } from "../db/set-records";
import { findRun, isSetRun, type SetRunRow } from "../db/sync-runs";
import { saveReceivedRows } from "../db/take-over";
import type { Actor } from "../domain/actor";
import { RECORD_KINDS } from "../domain/canonical";
import type { SyncRunView, UndoReport } from "../domain/views/sync-runs";
import { AppError } from "../errors";
import { platformOrThrow } from "../platforms/registry";
import { type Done, planUndo } from "./core/undo";
import { planRecords } from "./plan-records";
import { openRunFor } from "./request-sync";
import { sendRun } from "./send-run";
import { readSpendFacts } from "./spend-facts";
import { leaveWhatIsHeld } from "./undo-holds";
import { type GoingBack, goBack, type RowBack } from "./undo-values";

/**
 * Takes a push back: what still stands as it left it goes back to what it was, here and, with the run this opens, on the
 * platforms. The rest is named with the reason and left alone. Rows and run are saved together or not at all. Throws
 * `not_found`, `breaker_open`, `conflict`, and `precondition` for a run that is open, a set that is being pushed or has a
 * connection that cannot be used, and a run of which nothing can be taken back.
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
  const going = await whatGoesBack(run);
  const report = reportOf(going);
  if (report.reverted.length === 0) {
    const [first] = report.left;
    const example = first ? ` ${first.recordName}: ${first.reason}` : "";
    throw new AppError("precondition", `Nothing of this run can be taken back.${example}`);
  }
  const opened = await openRunFor({
    actor,
    campaignSetId: run.campaignSetId,
    undoOf: { runId, report },
    recordIds: going.reverted.map(({ record }) => record.id),
    within: (tx) => saveRows(tx, actor, run, going.rows),
  });
  if (!opened.created) {
    throw new AppError("precondition", "The set is being pushed just now. Undo once that has ended.");
  }
  await sendRun(opened.row);
  return { run: opened.run, report };
}

function refuseUnlessUndoable(run: Awaited<ReturnType<typeof findRun>>): asserts run is SetRunRow {
  if (!run || !isSetRun(run)) {
    throw new AppError("precondition", "A pull sent nothing that could be taken back. Edit the record, then push.");
  }
  if (!run.endedAt)
    throw new AppError("precondition", "This run is still open. Cancel it, or wait until it has ended.");
  if (run.dryRun) throw new AppError("precondition", "A trial run sent nothing that could be taken back.");
}

async function whatGoesBack({ id, organizationId, campaignSetId, planId, createdAt }: SetRunRow): Promise<GoingBack> {
  const [operations, set, plan] = await Promise.all([
    listLandedOperations(organizationId, id),
    readSetRecords(organizationId, campaignSetId),
    planId ? findPlan(organizationId, planId) : null,
  ]);
  const done = operations.map(
    ({ kind, recordId, changes, state }): Done => ({
      kind,
      recordId,
      changes: changes as Done["changes"],
      isKeptPaused: state === "held",
    }),
  );
  const undo = planUndo(done, planRecords(set), (record) => platformOrThrow(record.platform).capabilities);
  const [edits, facts] = await Promise.all([
    listSavedEdits(
      organizationId,
      undo.reverted.map(({ record }) => record.id),
    ),
    readSpendFacts({ organizationId, campaignSetId }, set, new Date()),
  ]);
  const back = (from: typeof undo) => goBack(set, from, { edits, plannedAt: plan?.createdAt ?? createdAt });
  return leaveWhatIsHeld(back, undo, facts);
}

/** Our rows take their earlier values; a row that somebody saved in this moment makes the whole undo start anew. */
async function saveRows(tx: Transaction, actor: Actor, run: SetRunRow, rows: RowBack[]): Promise<void> {
  for (const kind of RECORD_KINDS) {
    const ofKind = rows.filter((row) => row.kind === kind);
    const written = await saveReceivedRows(tx, kind, ofKind);
    if (written.size < ofKind.length) {
      throw new AppError("conflict", "Somebody edited a record of this run just now. Look at it and undo again.");
    }
  }
  // What its set had paused is paused with it again: the next resume of the set must wake these, and no others.
  if (run.trigger === "resume")
    await markPausedWithSet(
      tx,
      rows.filter(isPaused).map(({ recordId }) => recordId),
    );
  await recordAudit(tx, { actor, action: "sync.undo", subjectKind: "sync_run", subjectId: run.id });
  await recordUndos(tx, { actor, undos: rows });
}

const isPaused = ({ kind, columns }: RowBack): boolean => kind === "campaign" && columns.status === "paused";

const reportOf = ({ rows, left }: GoingBack): UndoReport => ({
  reverted: rows.map(({ kind, recordId, name, after }) => ({
    recordKind: kind,
    recordId,
    recordName: name,
    fields: Object.keys(after),
  })),
  left: left.map(({ record, field, reason }) => ({
    recordKind: record.kind,
    recordId: record.id,
    recordName: record.name,
    field,
    reason,
  })),
});
