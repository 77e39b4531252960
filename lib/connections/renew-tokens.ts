import { listExpiring, noteTrouble } from "../db/connection-changes";
import { credentialStore } from "../db/connections";
import { createCallRecorder } from "../db/platform-calls";
import { AppError, PlatformError } from "../errors";
import { logger } from "../logger";
import { platformOf, REACH, type Reach } from "./reach";
import { tokenHost } from "./token-host";
import { createTokens } from "./tokens";

/** Longer than the time between two rounds, so that no token ends between them. */
const RENEW_WITHIN_MS = 75 * 60_000;
const AT_MOST = 1_000;

/** Connections whose access ends before the next round. */
export const listConnectionsToRenew = () => listExpiring(RENEW_WITHIN_MS, AT_MOST);

type Scope = { organizationId: string; connectionId: string };

/**
 * Renews the access of one connection, under the lock that all workers share. What the platform refuses marks the
 * connection for a person; what it could not answer is noted there and tried again with the next round.
 */
export async function renewToken(scope: Scope, reach: Reach = REACH): Promise<"renewed" | "refused" | "failed"> {
  const { connection, definition } = await platformOf(scope);
  const { displayName } = definition.capabilities;
  const calls = createCallRecorder({ ...scope, syncRunId: null });
  const tokens = createTokens({
    clock: reach.clock,
    store: credentialStore(scope),
    earlyMs: RENEW_WITHIN_MS,
    exchange: ({ refreshToken, ...app }) =>
      definition.refreshTokens({
        ...tokenHost({ connection, app, reach, recordCall: calls.recordApart }),
        refreshToken,
      }),
  });
  try {
    await tokens.current();
    return "renewed";
  } catch (error) {
    if (!(error instanceof PlatformError) && !(error instanceof AppError)) throw error;
    // Marked where it was refused; disconnected meanwhile is nobody's trouble.
    if (error instanceof AppError || error.code === "auth_expired") return "refused";
    logger.warn({ err: error, connectionId: scope.connectionId }, "a sign-in could not be renewed");
    await noteTrouble(scope, `${displayName} did not renew the sign-in. It is tried again within the hour.`);
    return "failed";
  } finally {
    await calls.flush();
  }
}
