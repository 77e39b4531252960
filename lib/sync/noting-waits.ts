import type { Clock } from "../clock";
import { appendLive, organizationTopic } from "../db/live";
import { saveRunWait } from "../db/run-waits";
import { findRunById, runTopic } from "../db/sync-runs";
import { PlatformError } from "../errors";
import { runFacts } from "./get-sync-run";
import { toSyncRunView } from "./views";

/** As long as the executor waits where a platform asks for patience without saying how much. */
const PATIENCE_MS = 5_000;

/**
 * Does one step of reading. Where the platform asks to wait, the run says so until the step is tried again: it would look
 * stuck otherwise, and be taken for lost. The error goes on to whoever tries again.
 */
export async function notingWaits<Result>(runId: string, clock: Clock, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isToWait =
      error instanceof PlatformError && (error.code === "rate_limited" || error.retryAfterMs !== undefined);
    if (isToWait) {
      const until = new Date(clock.now().getTime() + (error.retryAfterMs ?? PATIENCE_MS));
      if (await saveRunWait(runId, { waiting: error.sentence, until })) await tellRun(runId);
    }
    throw error;
  }
}

/** Tells the pages of a run how it stands. */
export async function tellRun(runId: string): Promise<void> {
  const row = await findRunById(runId);
  if (!row) return;
  const run = toSyncRunView(await runFacts(row), new Date());
  const topics = [runTopic(row), organizationTopic(row.organizationId)];
  await appendLive(topics.map((topic) => ({ topic, type: "run", data: { run } })));
}
