import { uuidv7 } from "uuidv7";
import { type ClosedStatus, closeRunRow } from "../db/close-run";
import { type LiveMessage, organizationTopic } from "../db/live";
import { countOperations, listRunFailures } from "../db/operations";
import { findRunById, runTopic, type SyncRunRow } from "../db/sync-runs";
import { AppError, PlatformError } from "../errors";
import { logger } from "../logger";
import { runFacts } from "./get-sync-run";
import { sendRun } from "./send-run";
import { toSyncRunView } from "./views";

/** Closes a run by what became of its operations. Closing twice changes nothing. */
export async function closeRun(runId: string): Promise<{ syncRunId: string; status: string }> {
  const run = await findRunById(runId);
  if (!run) throw new AppError("not_found", `run ${runId} does not exist`);
  const counts = await countOperations(runId);
  const status = run.dryRun ? "completed" : outcome(run, counts);
  await close(run, status, null);
  return { syncRunId: runId, status };
}

function outcome(run: SyncRunRow, counts: Record<string, number>): ClosedStatus {
  if (run.cancelRequestedAt) return "cancelled";
  const lost = (counts.failed ?? 0) + (counts.held ?? 0);
  if (lost === 0) return "completed";
  return run.synced > 0 || (counts.failed ?? 0) === 0 ? "partial" : "failed";
}

/** Ends a run that cannot go on: the reason is kept for the person, the cause goes to the log. */
export async function failRun(runId: string, error: unknown, options: { unlessHeld?: boolean } = {}): Promise<void> {
  const run = await findRunById(runId);
  if (!run) return;
  logger.error({ err: error, syncRunId: runId }, "the run failed");
  const known = error instanceof AppError || error instanceof PlatformError;
  const message = error instanceof PlatformError ? error.sentence : known ? error.message : UNKNOWN_FAILURE;
  await close(run, "failed", { code: known ? error.code : "internal", message }, options);
}

const UNKNOWN_FAILURE = "Something went wrong here, and the run stopped. Nothing is lost: push again to go on.";

async function close(
  run: SyncRunRow,
  status: ClosedStatus,
  error: { code: string; message: string } | null,
  { unlessHeld = false }: { unlessHeld?: boolean } = {},
): Promise<void> {
  const [facts, errors] = await Promise.all([runFacts(run), listRunFailures(run.id)]);
  const messagesFor = (row: SyncRunRow): LiveMessage[] => {
    const view = toSyncRunView({ ...facts, ...row }, new Date());
    return [
      { topic: runTopic(run), type: "run", data: { run: view, errors } },
      { topic: organizationTopic(run.organizationId), type: "run", data: { run: view } },
    ];
  };
  const successorId = uuidv7();
  const closed = await closeRunRow(run, status, error, { messagesFor, unlessHeld, successorId });
  if (!closed?.followUp) return;
  const { campaignSetId, connectionId, followUp: trigger, followUpById: requestedById } = closed;
  await sendRun({ id: successorId, campaignSetId, connectionId, requestedById, trigger, sendCount: 0 });
}
