import { uuidv7 } from "uuidv7";
import { type ClosedStatus, closeRunRow, type OnlyWhen } from "../db/close-run";
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
  await close(run, status, isCutShort(run, counts) ? CUT_SHORT : null);
  return { syncRunId: runId, status };
}

const CUT_SHORT = { code: "internal", message: "The run ended before everything was sent. Push again to go on." };

/** Something is left that nobody held, refused or called off. */
const isCutShort = ({ cancelRequestedAt, dryRun }: SyncRunRow, counts: Record<string, number>): boolean =>
  !cancelRequestedAt && !dryRun && (counts.planned ?? 0) + (counts.applying ?? 0) > 0;

function outcome(run: SyncRunRow, counts: Record<string, number>): ClosedStatus {
  if (run.cancelRequestedAt) return "cancelled";
  if (isCutShort(run, counts)) return run.synced > 0 ? "partial" : "failed";
  const lost = (counts.failed ?? 0) + (counts.held ?? 0);
  if (lost === 0) return "completed";
  return run.synced > 0 || (counts.failed ?? 0) === 0 ? "partial" : "failed";
}

/**
 * Ends a run that cannot go on: the reason is kept for the person, the cause goes to the log. Whatever another worker holds
 * by now stays open.
 */
export async function failRun(runId: string, error: unknown, only: OnlyWhen = {}): Promise<void> {
  const run = await findRunById(runId);
  if (!run) return;
  const known = error instanceof AppError || error instanceof PlatformError;
  const message = error instanceof PlatformError ? error.sentence : known ? error.message : UNKNOWN_FAILURE;
  const isClosed = await close(run, "failed", { code: known ? error.code : "internal", message }, only);
  logger.error({ err: error, syncRunId: runId }, isClosed ? "the run failed" : "a worker failed on a run it had lost");
}

const UNKNOWN_FAILURE = "Something went wrong here, and the run stopped. Nothing is lost: push again to go on.";

async function close(
  run: SyncRunRow,
  status: ClosedStatus,
  error: { code: string; message: string } | null,
  only: OnlyWhen = {},
): Promise<boolean> {
  const [facts, errors] = await Promise.all([runFacts(run), listRunFailures(run.id)]);
  const messagesFor = (row: SyncRunRow): LiveMessage[] => {
    const view = toSyncRunView({ ...facts, ...row }, new Date());
    return [
      { topic: runTopic(run), type: "run", data: { run: view, errors } },
      { topic: organizationTopic(run.organizationId), type: "run", data: { run: view } },
    ];
  };
  const successorId = uuidv7();
  const closed = await closeRunRow(run, status, error, { messagesFor, only, successorId });
  if (!closed?.followUp) return closed !== null;
  const { campaignSetId, connectionId, followUp: trigger, followUpById: requestedById } = closed;
  await sendRun({ id: successorId, campaignSetId, connectionId, requestedById, trigger, sendCount: 0 });
  return true;
}
