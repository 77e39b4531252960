import { cron } from "inngest";
import { listConnectionsToRenew, renewToken } from "../../lib/connections/renew-tokens";
import { reencryptCredentials } from "../../lib/db/reencrypt-credentials";
import { inngest } from "../client";

/**
 * Once an hour: renews what ends soon, so that a sign-in that no longer works is known before anyone needs it; and
 * brings what an old encryption key wrote under the first one.
 */
export const renewTokens = inngest.createFunction(
  { id: "renew-tokens", triggers: [cron("41 * * * *")], retries: 2, concurrency: [{ limit: 1 }] },
  async ({ step }) => {
    await step.run("re-encrypt", () => reencryptCredentials());
    const connections = await step.run("find", () => listConnectionsToRenew());
    const answers = { renewed: 0, refused: 0, failed: 0 };
    for (const connection of connections) {
      answers[await step.run(`renew:${connection.connectionId}`, () => renewToken(connection))] += 1;
    }
    return answers;
  },
);
