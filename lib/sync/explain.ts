import type { Resolution } from "../conflicts/views";
import {
  findCampaignOf,
  findRecordLink,
  listOperationWrites,
  listRecordAudit,
  listRecordConflicts,
  listRecordOperations,
} from "../db/histories";
import { findPersonNames } from "../db/people";
import { readCampaignRecords } from "../db/set-records";
import type { Actor } from "../domain/actor";
import { type CanonicalRecord, type CanonicalValue, isEqual, type RecordKind } from "../domain/canonical";
import type { ConflictFieldView } from "../domain/views/conflicts";
import type { ExplainView } from "../domain/views/explain";
import { AppError } from "../errors";
import { platformOrThrow } from "../platforms/registry";
import { planRecords } from "./plan-records";

type Json = ExplainView["now"]["local"];
type Step = ExplainView["steps"][number];

/** Canonical values are JSON; only their arrays are declared read-only. */
const json = (value: CanonicalValue | undefined): Json => (value ?? null) as Json;

/**
 * How one field of one record came to have its value: every edit, plan, call, reading, conflict and decision that touched
 * it, oldest first, and where both sides stand now. Throws `not_found`.
 */
export async function explain({
  actor: { organizationId },
  recordKind,
  recordId,
  field,
}: {
  actor: Actor;
  recordKind: RecordKind;
  recordId: string;
  field: string;
}): Promise<ExplainView> {
  const ref = { organizationId, recordId };
  const campaignId = await findCampaignOf(ref, recordKind);
  if (!campaignId) throw new AppError("not_found", "This record does not exist.");
  const [records, link, audit, operations, conflicts] = await Promise.all([
    readCampaignRecords(organizationId, [campaignId]),
    findRecordLink(ref, recordKind),
    listRecordAudit(ref),
    listRecordOperations(ref),
    listRecordConflicts(ref),
  ]);
  const record = planRecords(records).find(({ id }) => id === recordId);
  if (!record) throw new AppError("not_found", "This record does not exist.");
  const { displayName } = platformOrThrow(record.platform).capabilities;
  const writes = await listOperationWrites(
    organizationId,
    operations.map(({ id }) => id),
  );
  const names = await findPersonNames(audit.flatMap(({ actorId }) => actorId ?? []));

  const steps: Step[] = [];
  for (const entry of audit) {
    const from = valueAt(entry.before, field);
    const to = valueAt(entry.after, field);
    if (from === undefined && to === undefined) continue;
    const isPull = entry.actorKind === "platform";
    steps.push({
      at: entry.at.toISOString(),
      kind: isPull ? "pull" : entry.action.endsWith(".undo") ? "undo" : "edit",
      by: isPull ? displayName : (names.get(entry.actorId ?? "") ?? entry.actorName),
      from: json(from),
      to: json(to),
      text: isPull ? `Taken over from ${displayName}.` : "",
      runId: entry.syncRunId,
      callId: null,
    });
  }
  for (const operation of operations) {
    const change = (operation.changes as { field: string; from: CanonicalValue; to: CanonicalValue }[]).find(
      (item) => item.field === field,
    );
    if (!change) continue;
    const common = { from: json(change.from), to: json(change.to), by: null, runId: operation.syncRunId };
    steps.push({
      ...common,
      at: operation.plan.createdAt.toISOString(),
      kind: "plan",
      text: operation.reason ?? "",
      callId: null,
    });
    for (const call of writes.filter(({ operationId }) => operationId === operation.id)) {
      const request = call.platformRequestId ? `, request ${call.platformRequestId}` : "";
      steps.push({
        ...common,
        at: call.at.toISOString(),
        kind: "call",
        text: `${call.method} ${call.path}: ${call.status ?? "no answer"}${request}`,
        callId: call.id,
      });
    }
    if (operation.endedAt) {
      const error = operation.error as { message?: string } | null;
      const isApplied = operation.state === "applied";
      steps.push({
        ...common,
        at: operation.endedAt.toISOString(),
        kind: isApplied ? "read_back" : "refused",
        text: isApplied ? `${displayName} shows it.` : (error?.message ?? operation.reason ?? ""),
        callId: null,
      });
    }
  }
  for (const conflict of conflicts) {
    const found = (conflict.fields as unknown as ConflictFieldView[]).find(({ name }) => name === field);
    const resolution = conflict.resolution as Resolution | null;
    const choice = resolution?.by === "person" ? resolution.choices[field] : undefined;
    if (found) {
      steps.push({
        at: conflict.detectedAt.toISOString(),
        kind: "conflict",
        by: null,
        from: found.local,
        to: found.platform,
        text: `Both sides had changed it: here and on ${displayName}.`,
        runId: null,
        callId: null,
      });
    }
    if (resolution?.by === "person" && choice && conflict.resolvedAt) {
      steps.push({
        at: conflict.resolvedAt.toISOString(),
        kind: "resolution",
        by: resolution.name,
        from: null,
        to: null,
        text: choice === "local" ? "Ours was kept." : `${displayName}'s was kept.`,
        runId: null,
        callId: null,
      });
    }
  }
  // Of one instant, in the order in which one leads to the other.
  const order = ["edit", "pull", "conflict", "resolution", "undo", "plan", "call", "read_back", "refused"];
  steps.sort((a, b) => a.at.localeCompare(b.at) || order.indexOf(a.kind) - order.indexOf(b.kind));

  const local = record.desired[field] ?? null;
  const platform = link?.platformId ? ((link.observed as CanonicalRecord | null)?.[field] ?? null) : null;
  const agreed = link?.platformId ? ((link.shadowDesired as CanonicalRecord | null)?.[field] ?? null) : null;
  return {
    recordKind,
    recordId,
    recordName: record.name,
    field,
    now: {
      local: json(local),
      platform: json(platform),
      agreed: json(agreed),
      state: stateOf(field, local, link, conflicts),
      platformReadAt: link?.observedAt?.toISOString() ?? null,
    },
    steps,
  };
}

type Link = Awaited<ReturnType<typeof findRecordLink>>;
type Conflicts = Awaited<ReturnType<typeof listRecordConflicts>>;

function stateOf(field: string, local: CanonicalValue, link: Link, conflicts: Conflicts): ExplainView["now"]["state"] {
  if (!link?.platformId) return "waiting";
  const isOpen = conflicts.some(
    ({ status, fields }) =>
      status === "open" && (fields as unknown as ConflictFieldView[]).some(({ name }) => name === field),
  );
  if (isOpen) return "conflict";
  const at = (value: unknown) => (value as CanonicalRecord | null)?.[field];
  const isSame = isEqual(local, at(link.shadowDesired)) && isEqual(at(link.observed), at(link.shadowObserved));
  return isSame ? "in_step" : "differs";
}

/** The field in what an edit wrote down: a column of its own, or inside one (`targeting.communities`). */
function valueAt(json: unknown, field: string): CanonicalValue | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const flat = json as Record<string, CanonicalValue>;
  if (field in flat) return flat[field];
  const [outer = "", ...inner] = field.split(".");
  const column = outer === "settings" ? "platformSettings" : outer;
  const nested = flat[column];
  if (inner.length === 0 || typeof nested !== "object" || nested === null || Array.isArray(nested)) return undefined;
  return (nested as Record<string, CanonicalValue>)[inner.join(".")] ?? null;
}
