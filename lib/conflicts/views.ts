import type { ConflictRow, KnownEdits } from "../db/conflicts";
import { type CanonicalRecord, type CanonicalValue, canonicalInstant, isEqual } from "../domain/canonical";
import type { ConflictChoice, ConflictFieldView, ConflictView } from "../domain/views/conflicts";
import { isFinal, whyNotTaken } from "./choices";
import type { Again } from "./make-again";

/** How a person decided, and what it takes to go back. */
export type PersonalResolution = {
  by: "person";
  name: string | null;
  choices: Record<string, ConflictChoice>;
  /** What was decided in earlier steps, as it stood in conflict: going back has to show it again. */
  settledBefore?: ConflictFieldView[];
  before: Snapshot;
  after: Snapshot;
  /** Our row's version as the decision left it; decisions made earlier lack it. */
  rowVersion?: number;
  /** Given where ours was kept by making the record again. */
  again?: Again;
  /** The conflict with which this one was settled: one of a record above. */
  along?: string;
};
export type Resolution = { by: "agreement" } | PersonalResolution;

/** The part of a record and its link that a resolution touches. `deleted` and `status` concern the record as a whole. */
export type Snapshot = {
  columns: Record<string, unknown>;
  shadowDesired: CanonicalRecord;
  shadowObserved: CanonicalRecord;
};

/** A column as a snapshot keeps it: amounts as text, instants as the engine compares them. */
export function plainColumn(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Date ? canonicalInstant(value) : (value ?? null);
}

export function toConflictView(row: ConflictRow, currency: string | null): ConflictView {
  const { id, platform, connectionId, campaignSetId, campaignId, recordKind, recordId, recordName, status, version } =
    row;
  const resolution = row.resolution as Resolution | null;
  return {
    id,
    platform,
    connectionId,
    connectionName: row.connection.name,
    campaignSetId,
    campaignId,
    recordKind,
    recordId,
    recordName,
    currency,
    detectedAt: row.detectedAt.toISOString(),
    status,
    version,
    fields: (row.fields as unknown as ConflictFieldView[]).map((field) => complete(field, row)),
    resolution: resolution && {
      by: resolution.by,
      name: resolution.by === "person" ? resolution.name : null,
      at: row.resolvedAt?.toISOString() ?? null,
      choices: resolution.by === "person" ? resolution.choices : {},
      canUndo: resolution.by === "person" && resolution.along === undefined,
    },
  };
}

/** With what became known of their side, and what limits the choice between the two. */
function complete(field: ConflictFieldView, of: ConflictRow): ConflictFieldView {
  const there = field.platform as CanonicalValue;
  const edit = (of.edits as KnownEdits)[field.name];
  const notTaken = whyNotTaken(of, field.name, there);
  return {
    ...field,
    ...(edit && isEqual(edit.platform as CanonicalValue, there) ? { platformBy: edit.by, platformAt: edit.at } : {}),
    ...(notTaken ? { notTaken } : {}),
    ...(isFinal(of, field.name, there) ? { final: true } : {}),
  };
}
