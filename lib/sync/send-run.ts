import { inngest } from "../../inngest/client";
import { pauseRequested, pullRequested, syncRequested } from "../../inngest/events";
import type { RunToSend } from "../db/sync-runs";
import { logger } from "../logger";

/** The event that starts the function of a saved run; sent twice under one number it starts once. */
export function runEvent(run: RunToSend) {
  const { id: syncRunId, campaignSetId, connectionId, requestedById, trigger, sendCount, openKey } = run;
  const common = { syncRunId, userId: requestedById, initiatedAt: new Date().toISOString(), trigger };
  const options = { id: `${syncRunId}:${sendCount}` };
  // Beside the set's own run, for which it must not wait.
  if (campaignSetId && openKey && openKey !== campaignSetId) {
    return pauseRequested.create({ ...common, campaignSetId }, options);
  }
  if (campaignSetId) return syncRequested.create({ ...common, campaignSetId }, options);
  if (connectionId) return pullRequested.create({ ...common, connectionId }, options);
  throw new Error(`run ${syncRunId} works on nothing`);
}

/**
 * Tells the functions about a saved run. The row is the outbox: if this send is lost the sweeper sends again, so a
 * failure here is logged and not the caller's.
 */
export async function sendRun(run: RunToSend): Promise<void> {
  try {
    await inngest.send(runEvent(run));
  } catch (error) {
    logger.warn({ err: error, syncRunId: run.id }, "the run is saved but could not be sent; it will be sent again");
  }
}
