import { cron } from "inngest";
import { openDueRetries } from "../../lib/sync/retry-failed";
import { runEvent } from "../../lib/sync/send-run";
import { inngest } from "../client";

/** Tries again what failed and may pass, each record when its own wait is over. */
export const retryFailed = inngest.createFunction(
  { id: "retry-failed", triggers: [cron("*/5 * * * *")], retries: 0 },
  async ({ step }) => {
    const runs = await step.run("open", async () => {
      const opened = await openDueRetries(new Date());
      return opened.map(({ id, campaignSetId, connectionId, requestedById, trigger, sendCount }) => ({
        id,
        campaignSetId,
        connectionId,
        requestedById,
        trigger,
        sendCount,
      }));
    });
    if (runs.length > 0)
      await step.sendEvent(
        "send",
        runs.map((run) => runEvent(run)),
      );
    return { opened: runs.length };
  },
);
