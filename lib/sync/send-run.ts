import { inngest } from "../../inngest/client";
import { syncRequested } from "../../inngest/events";
import { logger } from "../logger";

export type RunToSend = {
  id: string;
  campaignSetId: string;
  requestedById: string | null;
  trigger: string;
  sendCount: number;
};

/**
 * Tells the functions about a saved run. The row is the outbox: if this send is lost the sweeper sends again, so a
 * failure here is logged and not the caller's.
 */
export async function sendRun(run: RunToSend): Promise<void> {
  try {
    await inngest.send(
      syncRequested.create(
        {
          syncRunId: run.id,
          campaignSetId: run.campaignSetId,
          userId: run.requestedById,
          initiatedAt: new Date().toISOString(),
          trigger: run.trigger,
        },
        { id: `${run.id}:${run.sendCount}` },
      ),
    );
  } catch (error) {
    logger.warn({ err: error, syncRunId: run.id }, "the run is saved but could not be sent; it will be sent again");
  }
}
