import { type CanonicalRecord, type CanonicalValue, isEqual } from "../../domain/canonical";
import type { Capabilities } from "../../platforms/types";
import { editedFields } from "./compare";
import type { PlannedChange, PlanRecord } from "./planned";

type Change = Pick<PlannedChange, "field" | "to" | "wanted" | "agreed">;

/** What a run did to one record, as its operation says. */
export type Done = {
  kind: string;
  recordId: string;
  changes: Change[];
  /** It landed but for the status: the record was not enabled, because something below it did not land. */
  isKeptPaused: boolean;
};

export type LeftAlone = { record: Pick<PlanRecord, "kind" | "id" | "name">; field: string | null; reason: string };

/** Fields of a record and what they go back to, in the form the engine compares. */
export type Reverted = { record: PlanRecord; fields: CanonicalRecord };

export type Undo = { reverted: Reverted[]; left: LeftAlone[] };

export const NOT_KNOWN = "What it was here before is not known, so it stays.";

/**
 * What taking a run back would change: only what still stands as the run left it, on both sides, and only to what both
 * sides agreed on before. Everything else is named with the reason. What the run created is paused, not thrown away:
 * some platforms never give back what was archived. Pure.
 */
export function planUndo(
  done: Done[],
  records: PlanRecord[],
  capabilitiesOf: (record: PlanRecord) => Capabilities,
): Undo {
  const byId = new Map(records.map((record) => [record.id, record]));
  const reverted = new Map<string, { record: PlanRecord; fields: Record<string, CanonicalValue> }>();
  const left: LeftAlone[] = [];
  for (const operation of done) {
    const record = byId.get(operation.recordId);
    if (!record) continue;
    const capabilities = capabilitiesOf(record);
    const refusal = whyNot(record, operation, capabilities);
    if (refusal) {
      left.push({ record, field: null, reason: refusal });
      continue;
    }
    const item = reverted.get(record.id) ?? { record, fields: {} };
    for (const change of operation.kind === "create" ? pauseOf(record) : operation.changes) {
      const reason = whyNotField(record, change, operation, capabilities.displayName);
      if (reason) left.push({ record, field: change.field, reason });
      else item.fields[change.field] = change.agreed ?? null;
    }
    if (Object.keys(item.fields).length > 0) reverted.set(record.id, item);
  }
  return { reverted: [...reverted.values()], left };
}

/** Of what was created only the status goes back, and only where it spends or would with the next push. */
const pauseOf = (record: PlanRecord): Change[] =>
  record.desired.status === "active" ? [{ field: "status", to: "active", agreed: "paused" }] : [];

function whyNot(record: PlanRecord, { kind, changes }: Done, { kinds, displayName }: Capabilities): string | null {
  const putsAway = changes.some(({ field, to }) => field === "status" && to === "archived");
  if (kind === "remove" || (kind !== "create" && putsAway))
    return `${displayName} does not give back what was put away.`;
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
  { field, to, wanted = to, agreed }: Change,
  { kind, isKeptPaused }: Done,
  platform: string,
): string | null {
  if (agreed === undefined) return NOT_KNOWN;
  if (isEqual(agreed, wanted)) return `${platform}'s change was put back, nothing was edited here.`;
  const base = link?.shadow.desired[field];
  // What was never enabled over there goes back here alone, or the next push would enable it.
  const isOnlyHere = field === "status" && (isKeptPaused || kind === "create") && isEqual(base, agreed);
  if (!isEqual(desired[field], wanted) || (!isEqual(base, to) && !isOnlyHere)) return "Changed here since.";
  if (!isEqual(link?.observed[field], link?.shadow.observed[field])) return `Changed on ${platform} since.`;
  return null;
}
