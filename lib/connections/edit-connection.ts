import { recordAudit } from "../db/audit";
import { inTransaction, noTransaction } from "../db/client";
import {
  type ChangeableConnection,
  type ConnectionChange,
  findConnection,
  lockConnection,
  saveConnection,
} from "../db/connection-changes";
import type { Actor } from "../domain/actor";
import { type ConnectionPatch, missingParts } from "../domain/connection";
import type { ConnectionDetailView } from "../domain/views";
import { AppError } from "../errors";
import { platformOrThrow } from "../platforms/registry";
import { chooseAccount, setUpSentence } from "./choose-account";
import { getConnection } from "./get-connection";
import { guardrailsOf } from "./guardrails";
import { REACH, type Reach } from "./reach";

type Edit = { actor: Actor; id: string; patch: ConnectionPatch };

/**
 * Renames, pauses or resumes a connection, sets its guardrails, and chooses its account. Throws `not_found`,
 * `stale_version`, `precondition` (it cannot be resumed), and what choosing an account throws.
 */
export async function editConnection({ actor, id, patch }: Edit, reach: Reach = REACH): Promise<ConnectionDetailView> {
  const scope = { organizationId: actor.organizationId, connectionId: id };
  const seen = await findConnection(noTransaction, scope);
  if (!seen) throw new AppError("not_found", "This connection does not exist.");
  if (patch.version !== undefined && patch.version !== seen.version) {
    throw new AppError("stale_version", "Someone changed this meanwhile. Look at it again, then make your change.");
  }
  // First, because it may be refused over there.
  if (patch.account) await chooseAccount({ actor, id, choice: patch.account }, reach);
  await inTransaction(async (tx) => {
    const connection = await lockConnection(tx, scope);
    if (!connection) throw new AppError("not_found", "This connection does not exist.");
    for (const { action, change, before, after } of changesOf(connection, patch)) {
      await saveConnection(tx, scope, change);
      await recordAudit(tx, { actor, action, subjectKind: "connection", subjectId: id, before, after });
    }
  });
  return getConnection({ actor, id });
}

type Change = {
  action: string;
  change: ConnectionChange;
  before: Record<string, string | number | null>;
  after: Record<string, string | number | null>;
};

/** Each change by itself, because the trail names each; what is as asked already is none. */
function changesOf(connection: ChangeableConnection, { name, status, guardrails }: ConnectionPatch): Change[] {
  const changes: Change[] = [];
  if (name !== undefined && name !== connection.name) {
    const [before, after] = [{ name: connection.name }, { name }];
    changes.push({ action: "connection.rename", change: { name }, before, after });
  }
  if (guardrails) {
    const before = guardrailsOf(connection.guardrails);
    const after = { ...before, ...guardrails };
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    if (!isSame) changes.push({ action: "connection.guardrails", change: { guardrails: after }, before, after });
  }
  if (status !== undefined && status !== connection.status) {
    refuseStatus(connection, status);
    changes.push({
      action: status === "paused" ? "connection.pause" : "connection.resume",
      change: { status, statusReason: null },
      before: { status: connection.status },
      after: { status },
    });
  }
  return changes;
}

function refuseStatus({ name, status, platform, settings }: ChangeableConnection, wanted: "active" | "paused"): void {
  const { capabilities, accountParts } = platformOrThrow(platform);
  if (status === "reauthorize" || status === "disconnected") {
    throw new AppError("precondition", `${name} has to be connected to ${capabilities.displayName} again first.`);
  }
  const missing = missingParts(settings, accountParts);
  if (wanted === "active" && missing.length > 0) throw new AppError("precondition", setUpSentence(missing));
}
