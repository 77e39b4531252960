import type { Resolution } from "../conflicts/views";
import {
  findCampaignOf,
  findOrigin,
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
import { fieldCalled } from "../domain/field-words";
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
 * How one field of one record came to have its value: what it was written with, every edit, plan, call, reading, conflict and
 * decision that touched it, oldest first, and where both sides stand now. Throws `not_found`, and `invalid` for a field that
 * such a record does not have.
 */
export async function explain({
  actor: { organizationId },
  recordKind,
  recordId,
  field: asked,
}: {
  actor: Actor;
  recordKind: RecordKind;
  recordId: string;
  field: string;
}): Promise<ExplainView> {
  const field = fieldCalled(asked);
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
  const { displayName, kinds } = platformOrThrow(record.platform).capabilities;
  const [writes, origin] = await Promise.all([
    listOperationWrites(
      organizationId,
      operations.map(({ id }) => id),
    ),
    findOrigin(ref, recordKind),
  ]);
  const names = await findPersonNames(
    [...audit.map(({ actorId }) => actorId), origin?.createdById].flatMap((id) => id ?? []),
  );
  const nameOf = (id: string | null | undefined) => names.get(id ?? "") ?? null;

  const told = [
    ...audit.flatMap((entry) => auditStep(entry, field, nameOf, displayName)),
    ...operations.flatMap((operation) => operationSteps(operation, field, writes, displayName)),
    ...conflicts.flatMap((conflict) => conflictSteps(conflict, field, displayName)),
  ].sort(inTime);
  const local = record.desired[field] ?? null;
  const platform = link?.platformId ? ((link.observed as CanonicalRecord | null)?.[field] ?? null) : null;
  const agreed = link?.platformId ? ((link.shadowDesired as CanonicalRecord | null)?.[field] ?? null) : null;
  if (told.length === 0 && !(field in record.desired) && !(field in (kinds[recordKind]?.fields ?? {}))) {
    throw new AppError("invalid", `A ${recordKind.replace("_", " ")} on ${displayName} has no field ${asked}.`, {
      errors: [{ path: "field", message: "No such field." }],
    });
  }
  // What was imported or adopted says itself where its values come from.
  const added = audit.find(({ action }) => action.endsWith(".create"));
  const by = added
    ? (nameOf(added.actorId) ?? added.actorName)
    : (nameOf(origin?.createdById) ?? origin?.keyName ?? null);
  const beginning = origin ? beginningOf(told, { at: origin.createdAt, by, local }) : [];
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
    steps: [...beginning, ...told, ...pollAfter(told, link?.platformId ? link.observedAt : null, platform)],
  };
}

// Of one instant, in the order in which one leads to the other.
const ORDER: Step["kind"][] = [
  "edit",
  "pull",
  "conflict",
  "resolution",
  "undo",
  "plan",
  "call",
  "read_back",
  "refused",
];
const inTime = (a: Step, b: Step) => a.at.localeCompare(b.at) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);

const QUIET = { by: null, from: null, to: null, text: "", runId: null, callId: null };

function auditStep(
  entry: Audit,
  field: string,
  nameOf: (id: string | null) => string | null,
  displayName: string,
): Step[] {
  const from = valueAt(entry.before, field);
  const to = valueAt(entry.after, field);
  if (from === undefined && to === undefined) return [];
  const isPull = entry.actorKind === "platform";
  return [
    {
      at: entry.at.toISOString(),
      kind: isPull ? "pull" : entry.action.endsWith(".undo") ? "undo" : "edit",
      by: isPull ? displayName : (nameOf(entry.actorId) ?? entry.actorName),
      from: json(from),
      to: json(to),
      text: isPull ? `Taken over from ${displayName}.` : "",
      runId: entry.syncRunId,
      callId: null,
    },
  ];
}

/** The plan, the calls it led to and what came of them. */
function operationSteps(operation: OperationRow, field: string, writes: Writes, displayName: string): Step[] {
  const changes = operation.changes as {
    field: string;
    from: CanonicalValue;
    to: CanonicalValue;
    by?: string | null;
  }[];
  const change = changes.find((item) => item.field === field);
  if (!change) return [];
  const common = { ...QUIET, from: json(change.from), to: json(change.to), runId: operation.syncRunId };
  const steps: Step[] = [
    {
      ...common,
      at: operation.plan.createdAt.toISOString(),
      kind: "plan",
      by: change.by ?? null,
      text: operation.reason ?? "",
    },
  ];
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
    });
  }
  return steps;
}

function conflictSteps(conflict: Conflicts[number], field: string, displayName: string): Step[] {
  const found = (conflict.fields as unknown as ConflictFieldView[]).find(({ name }) => name === field);
  const resolution = conflict.resolution as Resolution | null;
  const choice = resolution?.by === "person" ? resolution.choices[field] : undefined;
  const steps: Step[] = [];
  if (found) {
    steps.push({
      ...QUIET,
      at: conflict.detectedAt.toISOString(),
      kind: "conflict",
      from: found.local,
      to: found.platform,
      text: `Both sides had changed it: here and on ${displayName}.`,
    });
  }
  if (resolution?.by === "person" && choice && conflict.resolvedAt) {
    steps.push({
      ...QUIET,
      at: conflict.resolvedAt.toISOString(),
      kind: "resolution",
      by: resolution.name,
      text: choice === "local" ? "Ours was kept." : `${displayName}'s was kept.`,
    });
  }
  return steps;
}

/** What the field was written with: what the first step found, or what it still is. */
function beginningOf(told: Step[], { at, by, local }: { at: Date; by: string | null; local: CanonicalValue }): Step[] {
  const first = told.find(({ kind }) => ["edit", "pull", "undo", "plan"].includes(kind));
  const isNew = first?.kind === "plan" && first.from === null;
  const value = first ? (isNew ? first.to : first.from) : json(local);
  if (value === null) return [];
  return [{ ...QUIET, at: at.toISOString(), kind: "edit", by, to: value, text: "Written with the record." }];
}

/** The last reading, where it came after all the rest: it found the value still there. */
function pollAfter(told: Step[], readAt: Date | null, platform: CanonicalValue): Step[] {
  const last = told.at(-1);
  if (!readAt || !last || readAt.toISOString() <= last.at) return [];
  return [{ ...QUIET, at: readAt.toISOString(), kind: "poll", to: json(platform) }];
}

type Audit = Awaited<ReturnType<typeof listRecordAudit>>[number];
type OperationRow = Awaited<ReturnType<typeof listRecordOperations>>[number];
type Writes = Awaited<ReturnType<typeof listOperationWrites>>;
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
