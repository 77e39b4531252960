import { cron } from "inngest";
import { openScheduledPulls } from "../../lib/sync/pull/request-pull";
import { runEvent } from "../../lib/sync/send-run";
import { inngest } from "../client";

/** Reads every connection that is in use, so that what changed over there is noticed by itself. */
export const pullOnSchedule = inngest.createFunction(
  { id: "pull-on-schedule", triggers: [cron("*/15 * * * *")], retries: 2 },
  async ({ step }) => {
    const pulls = await step.run("open", () => openScheduledPulls());
    if (pulls.length > 0)
      await step.sendEvent(
        "send",
        pulls.map((pull) => runEvent(pull)),
      );
    return { opened: pulls.length };
  },
);
