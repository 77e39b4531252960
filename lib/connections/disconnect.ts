import type { Prisma } from "../../prisma/generated/client";
import { recordAudit } from "../db/audit";
import { inTransaction } from "../db/client";
import { lockConnection, saveConnection } from "../db/connection-changes";
import { credentialStore } from "../db/connections";
import { createCallRecorder } from "../db/platform-calls";
import type { Actor } from "../domain/actor";
import { AccountSettings } from "../domain/connection";
import type { Credentials } from "../domain/credentials";
import { AppError, PlatformError } from "../errors";
import { logger } from "../logger";
import { holdSignIn } from "./hold-sign-in";
import { platformOf, REACH, type Reach } from "./reach";
import { tokenHost } from "./token-host";

/**
 * Takes the sign-in back over there and forgets it here. Records, links and history stay, so that connecting again goes
 * on where this ended; nothing over there is changed. Safe to repeat. Answers whether the platform was told: one that
 * cannot be reached does not keep anyone connected. Throws `not_found`.
 */
export async function disconnect(
  { actor, id }: { actor: Actor; id: string },
  reach: Reach = REACH,
): Promise<{ revoked: boolean }> {
  const scope = { organizationId: actor.organizationId, connectionId: id };
  const { connection, definition } = await platformOf(scope);
  if (connection.status === "disconnected") return { revoked: true };
  const { displayName } = definition.capabilities;
  const store = credentialStore(scope);

  async function revoke(): Promise<boolean> {
    const credentials = await readIfAny(store);
    if (!credentials) return true;
    const { refreshToken, ...app } = credentials;
    const calls = createCallRecorder({ ...scope, syncRunId: null });
    try {
      await definition.authorization.revoke(
        tokenHost({ connection, app, reach, recordCall: calls.recordApart }),
        refreshToken,
      );
      return true;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      logger.warn({ err: error, connectionId: id }, "a platform could not be told of a disconnection");
      return false;
    } finally {
      await calls.flush();
    }
  }

  return holdSignIn(store, reach.clock, async () => {
    const revoked = await revoke();
    await inTransaction(async (tx) => {
      const before = await lockConnection(tx, scope);
      if (!before) throw new AppError("not_found", "This connection does not exist.");
      const settings = AccountSettings.parse(before.settings);
      // A person's pause outlives it: what was paused is paused again once it is connected.
      const interrupted =
        before.status === "paused"
          ? { status: before.status, statusReason: before.statusReason }
          : settings.interrupted;
      await saveConnection(tx, scope, {
        status: "disconnected",
        settings: JSON.parse(JSON.stringify({ ...settings, interrupted })) as Prisma.InputJsonObject,
        statusReason: revoked
          ? null
          : `${displayName} could not be told. End the access in your settings there, or connect and disconnect again.`,
        credentials: null,
        tokenExpiresAt: null,
      });
      await recordAudit(tx, {
        actor,
        action: "connection.disconnect",
        subjectKind: "connection",
        subjectId: id,
        before: { status: before.status },
        after: { status: "disconnected", revoked },
      });
    });
    return { revoked };
  });
}

async function readIfAny(store: ReturnType<typeof credentialStore>): Promise<Credentials | null> {
  try {
    return await store.read();
  } catch (error) {
    if (error instanceof AppError && error.code === "precondition") return null;
    throw error;
  }
}
