import { type CanonicalRecord, type CanonicalValue, isEqual } from "../../domain/canonical";
import type { Capabilities } from "../../platforms/types";
import { editedFields } from "./compare";
import type { PlanRecord } from "./planned";

/** What a run did to one record, as its operation says. */
export type Done = {
  kind: string;
  recordId: string;
  changes: { field: string; from: CanonicalValue; to: CanonicalValue }[];
};

export type LeftAlone = { record: Pick<PlanRecord, "kind" | "id" | "name">; field: string | null; reason: string };

export type Undo = {
  /** The values each record's fields go back to. */
  reverted: { record: PlanRecord; fields: CanonicalRecord }[];
  left: LeftAlone[];
};

/**
 * What taking a run back would change here: only what still stands as the run left it, on both sides. Everything else is
 * named with the reason. What the run created is paused, not thrown away: some platforms never give back what was
 * archived. Pure.
 */
export function planUndo(
  done: Done[],
  records: PlanRecord[],
  capabilitiesOf: (record: PlanRecord) => Capabilities,
): Undo {
  const byId = new Map(records.map((record) => [record.id, record]));
  const undo: Undo = { reverted: [], left: [] };
  for (const { kind, recordId, changes } of done) {
    const record = byId.get(recordId);
    if (!record) continue;
    const platform = capabilitiesOf(record).displayName;
    const refusal = whyNot(record, kind, changes, capabilitiesOf(record));
    if (refusal) {
      undo.left.push({ record, field: null, reason: refusal });
      continue;
    }
    const fields: Record<string, CanonicalValue> = {};
    for (const { field, from, to } of kind === "create" ? pauseOf(record) : changes) {
      const reason = whyNotField(record, field, to, platform);
      if (reason) undo.left.push({ record, field, reason });
      else fields[field] = from;
    }
    if (Object.keys(fields).length > 0) undo.reverted.push({ record, fields });
  }
  return undo;
}

/** Of what was created only the status goes back, and only where it spends. */
const pauseOf = (record: PlanRecord): Done["changes"] =>
  record.desired.status === "active" ? [{ field: "status", from: "paused", to: "active" }] : [];

function whyNot(
  record: PlanRecord,
  kind: string,
  changes: Done["changes"],
  { kinds, displayName }: Capabilities,
): string | null {
  if (kind === "remove" || kind === "archive") return `${displayName} does not give back what was put away.`;
  if (record.deleted) return "Deleted here since.";
  if (!record.link) return `Not on ${displayName} any more.`;
  if (record.link.gone) return `${displayName} no longer has it.`;
  const touched = new Set(kind === "create" ? ["status"] : changes.map(({ field }) => field));
  const rules = kinds[record.kind]?.fields ?? {};
  const others = editedFields(rules, record.link.shadow.desired, record.desired).filter(
    ({ field }) => !touched.has(field),
  );
  return others.length > 0 ? "It has other edits that are not pushed; going back would send them too." : null;
}

function whyNotField(
  { desired, link }: PlanRecord,
  field: string,
  to: CanonicalValue,
  platform: string,
): string | null {
  if (!isEqual(desired[field], to) || !isEqual(link?.shadow.desired[field], to)) return "Changed here since.";
  if (!isEqual(link?.observed[field], link?.shadow.observed[field])) return `Changed on ${platform} since.`;
  return null;
}
