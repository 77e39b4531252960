import { openFirstPull } from "../../lib/sync/pull/request-pull";
import { runEvent } from "../../lib/sync/send-run";
import { inngest } from "../client";
import { connectionConnected } from "../events";

/** Reads a connection as soon as it works, so that people see at once what is there. */
export const pullOnConnect = inngest.createFunction(
  { id: "pull-on-connect", triggers: [connectionConnected], retries: 2 },
  async ({ event, step }) => {
    const pulls = await step.run("open", () => openFirstPull(event.data.connectionId));
    if (pulls.length > 0)
      await step.sendEvent(
        "send",
        pulls.map((pull) => runEvent(pull)),
      );
    return { opened: pulls.length };
  },
);
