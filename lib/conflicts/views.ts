import type { ConflictRow } from "../db/conflicts";
import { type CanonicalRecord, canonicalInstant } from "../domain/canonical";
import type { ConflictChoice, ConflictFieldView, ConflictView } from "../domain/views";

/** How a person decided, and what it takes to go back. */
export type PersonalResolution = {
  by: "person";
  name: string | null;
  choices: Record<string, ConflictChoice>;
  before: Snapshot;
  after: Snapshot;
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
  const { id, platform, connectionId, campaignSetId, campaignId, recordKind, recordId, recordName, status } = row;
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
    fields: row.fields as unknown as ConflictFieldView[],
    resolution: resolution && {
      by: resolution.by,
      name: resolution.by === "person" ? resolution.name : null,
      at: row.resolvedAt?.toISOString() ?? null,
      choices: resolution.by === "person" ? resolution.choices : {},
      canUndo: resolution.by === "person" && status === "resolved",
    },
  };
}
