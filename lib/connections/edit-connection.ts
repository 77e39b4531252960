import type { Prisma } from "../../prisma/generated/client";
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
import { RECORD_KINDS } from "../domain/canonical";
import { type ConflictPolicies, type ConnectionPatch, missingParts } from "../domain/connection";
import type { ConnectionDetailView } from "../domain/views/connections";
import { AppError } from "../errors";
import { platformOrThrow } from "../platforms/registry";
import { chooseAccount, refuseStale, setUpSentence } from "./choose-account";
import { getConnection } from "./get-connection";
import { guardrailsOf } from "./guardrails";
import { findStrangePolicy, policiesOf } from "./policies";
import { REACH, type Reach } from "./reach";

type Edit = { actor: Actor; id: string; patch: ConnectionPatch };

/**
 * Renames, pauses or resumes a connection, sets its guardrails and who wins a conflict, and chooses its account. Throws `not_found`,
 * `stale_version`, `precondition` (it cannot be resumed), and what choosing an account throws.
 */
export async function editConnection({ actor, id, patch }: Edit, reach: Reach = REACH): Promise<ConnectionDetailView> {
  const scope = { organizationId: actor.organizationId, connectionId: id };
  const { account, version } = patch;
  const seen = await findConnection(noTransaction, scope);
  if (!seen) throw new AppError("not_found", "This connection does not exist.");
  // Before the platform is asked; what counts is the look under the lock.
  refuseStale(seen, version);
  // First, because it may be refused over there.
  if (account) await chooseAccount({ actor, id, choice: account, version }, reach);
  await inTransaction(async (tx) => {
    const connection = await lockConnection(tx, scope);
    if (!connection) throw new AppError("not_found", "This connection does not exist.");
    // The choice of an account was part of this edit, and was let in by the version that was seen.
    if (!account) refuseStale(connection, version);
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
  before: Prisma.InputJsonObject;
  after: Prisma.InputJsonObject;
};

/** Each change by itself, because the trail names each; what is as asked already is none. */
function changesOf(
  connection: ChangeableConnection,
  { name, status, guardrails, policies }: ConnectionPatch,
): Change[] {
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
  if (policies) {
    const before = policiesOf(connection.policies);
    const after = Object.fromEntries(
      RECORD_KINDS.map((kind) => [kind, { ...before[kind], ...policies[kind] }]).filter(
        ([, fields]) => Object.keys(fields ?? {}).length > 0,
      ),
    );
    refuseStrangePolicies(connection, after);
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    if (!isSame) changes.push({ action: "connection.policies", change: { policies: after }, before, after });
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

function refuseStrangePolicies({ platform }: ChangeableConnection, policies: ConflictPolicies): void {
  const path = findStrangePolicy(platformOrThrow(platform).capabilities, policies);
  if (!path) return;
  const message = "Name a field that both sides may change.";
  throw new AppError("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}

function refuseStatus({ name, status, platform, settings }: ChangeableConnection, wanted: "active" | "paused"): void {
  const { capabilities, accountParts } = platformOrThrow(platform);
  if (status === "reauthorize" || status === "disconnected") {
    throw new AppError("precondition", `${name} has to be connected to ${capabilities.displayName} again first.`);
  }
  const missing = missingParts(settings, accountParts);
  if (wanted === "active" && missing.length > 0) throw new AppError("precondition", setUpSentence(missing));
}
