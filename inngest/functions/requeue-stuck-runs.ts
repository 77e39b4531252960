import { cron } from "inngest";
import { listLostRuns } from "../../lib/db/sync-runs";
import { runEvent } from "../../lib/sync/send-run";
import { inngest } from "../client";

/** A send takes milliseconds and every working run saves progress within seconds; a minute of silence means it is lost. */
const SILENT_MS = 60_000;
const AT_MOST = 200;

/** Sends runs again whose event was lost or whose worker is gone. */
export const requeueStuckRuns = inngest.createFunction(
  { id: "requeue-stuck-runs", triggers: [cron("* * * * *")], retries: 0 },
  async ({ step }) => {
    const lost = await step.run("find", () => listLostRuns(SILENT_MS, AT_MOST));
    if (lost.length === 0) return { sent: 0 };
    await step.sendEvent(
      "send",
      lost.map((run) => runEvent(run)),
    );
    return { sent: lost.length };
  },
);
