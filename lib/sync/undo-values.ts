import type { SavedEdit } from "../db/edits";
import type { SetRecords } from "../db/set-records";
import { type CanonicalRecord, type CanonicalValue, isEqual, type RecordKind } from "../domain/canonical";
import { platformOrThrow } from "../platforms/registry";
import { earlierValue, wasEdited } from "./core/earlier-value";
import type { PlanRecord } from "./core/planned";
import { type LeftAlone, NOT_KNOWN, type Reverted, type Undo } from "./core/undo";
import { groupBy, planRecords } from "./plan-records";
import { type Columns, receivedColumns } from "./received";
import { canonicalValue, hasColumn, projectAlone, type Row, rowsOf, rowValues, withColumns } from "./row-values";

/** A row that goes back: its own values, and the columns that hold them. */
export type RowBack = {
  kind: RecordKind;
  recordId: string;
  name: string;
  version: number;
  before: CanonicalRecord;
  after: CanonicalRecord;
  columns: Columns;
};

export type GoingBack = {
  rows: RowBack[];
  /** What the platform is to show then: on more records than the rows, where it follows from them. */
  reverted: Reverted[];
  left: LeftAlone[];
  /** The set as it would be. */
  set: SetRecords;
};

/** What was written down about the records, and when the run that is taken back was planned. */
export type History = { edits: SavedEdit[]; plannedAt: Date };

/**
 * What our rows take so that each record is again what both sides agreed on. What the platform holds may be less than
 * the row, or follow from another row (an ad group's share of a budget): so a row takes its own earlier value, and the
 * tree is projected anew. Where that does not give what was agreed on, or would change something else as well, nothing
 * goes back and the report names it. Writes nothing.
 */
export function goBack(set: SetRecords, undo: Undo, { edits, plannedAt }: History): GoingBack {
  const editsOf = groupBy(edits, ({ recordId }) => recordId);
  const current = byId(planRecords(set));
  const left = [...undo.left];
  let { reverted } = undo;
  for (;;) {
    const attempt = valuesFor(set, reverted, (id) => editsOf.get(id) ?? [], plannedAt);
    const next = withColumns(set, new Map(attempt.rows.map(({ recordId, columns }) => [recordId, columns])));
    const found = attempt.left.length > 0 ? attempt.left : missed(reverted, current, byId(planRecords(next)));
    if (found.length === 0) return { rows: attempt.rows, reverted, left, set: next };
    left.push(...found);
    reverted = without(reverted, found);
  }
}

/** What goes back without what is left alone. */
export function without(reverted: Reverted[], left: LeftAlone[]): Reverted[] {
  const leftFields = new Set(left.map(({ record, field }) => `${record.id}/${field ?? ""}`));
  const isLeft = (id: string, field: string) => leftFields.has(`${id}/`) || leftFields.has(`${id}/${field}`);
  return reverted.flatMap(({ record, fields }) => {
    const kept = Object.entries(fields).filter(([field]) => !isLeft(record.id, field));
    return kept.length > 0 ? [{ record, fields: Object.fromEntries(kept) }] : [];
  });
}

type Values = Map<string, { record: PlanRecord; fields: Record<string, CanonicalValue> }>;

function valuesFor(
  set: SetRecords,
  reverted: Reverted[],
  editsOf: (recordId: string) => SavedEdit[],
  plannedAt: Date,
): { rows: RowBack[]; left: LeftAlone[] } {
  const rows = rowsOf(set);
  const values: Values = new Map();
  const left: LeftAlone[] = [];
  for (const { record, fields } of reverted) {
    const row = rows.get(record.id);
    if (!row) continue;
    const now = rowValues(record.kind, row);
    const edits = editsOf(record.id);
    const since = edits.filter(({ at }) => at > plannedAt);
    const earlier = edits.filter(({ at }) => at <= plannedAt);
    const back: Record<string, CanonicalValue> = {};
    for (const [field, agreed] of Object.entries(fields).filter(([name]) => hasColumn(record.kind, name))) {
      if (wasEdited(since, field, (value) => isEqual(canonicalValue(field, value), now[field]))) {
        left.push({ record, field, reason: "Changed here since." });
        continue;
      }
      const fits = (value: CanonicalValue) =>
        isEqual(projectAlone(set, record, { ...now, ...back, [field]: canonicalValue(field, value) })[field], agreed);
      const value = earlierValue(earlier, field, fits) ?? wholeValue(record, now, field, agreed);
      if (value !== undefined) back[field] = canonicalValue(field, value);
    }
    values.set(record.id, { record, fields: back });
  }
  for (const [campaign, fields] of sharedValues(set, reverted)) {
    values.set(campaign.id, { record: campaign, fields: { ...fields, ...values.get(campaign.id)?.fields } });
  }
  return {
    rows: [...values.values()].flatMap(({ record, fields }) => rowBack(record, rows.get(record.id), fields)),
    left,
  };
}

/** Nothing written down tells the earlier row: what was agreed on will do, where the platform holds all that a row does. */
function wholeValue(
  { desired }: PlanRecord,
  now: CanonicalRecord,
  field: string,
  agreed: CanonicalValue,
): CanonicalValue | undefined {
  const isList = Array.isArray(agreed) || Array.isArray(now[field]);
  return !isList && isEqual(now[field], desired[field]) ? agreed : undefined;
}

/** What campaigns take so that the ad groups below them have again what follows from it. */
function sharedValues(set: SetRecords, reverted: Reverted[]): [PlanRecord, CanonicalRecord][] {
  const following = reverted.flatMap(({ record, fields }) =>
    Object.keys(fields)
      .filter((field) => !hasColumn(record.kind, field) && hasColumn("campaign", field))
      .map((field) => ({ campaignId: record.campaignId, field })),
  );
  if (following.length === 0) return [];
  const fieldsOf = groupBy(following, ({ campaignId }) => campaignId);
  const records = planRecords(set);
  const groupsOf = groupBy(
    records.filter(({ kind, deleted }) => kind === "ad_group" && !deleted),
    ({ campaignId }) => campaignId,
  );
  const back = new Map(reverted.map(({ record, fields }) => [record.id, fields]));
  const asBefore = ({ id, desired }: PlanRecord) => ({ id, value: { ...desired, ...back.get(id) } });
  return records
    .filter(({ id }) => fieldsOf.has(id))
    .map((campaign) => {
      const whole = platformOrThrow(campaign.platform).unproject({
        campaign: asBefore(campaign),
        adGroups: (groupsOf.get(campaign.id) ?? []).map(asBefore),
        ads: [],
        keywords: [],
      });
      const fields = new Set(fieldsOf.get(campaign.id)?.map(({ field }) => field));
      return [campaign, Object.fromEntries([...fields].map((field) => [field, whole[field] ?? null]))];
    });
}

function rowBack(record: PlanRecord, row: Row | undefined, values: CanonicalRecord): RowBack[] {
  if (!row) return [];
  const now = rowValues(record.kind, row);
  const changed = Object.fromEntries(Object.entries(values).filter(([field, value]) => !isEqual(now[field], value)));
  const { columns, received } = receivedColumns(record.kind, changed, row);
  if (received.length === 0) return [];
  const pick = (values: CanonicalRecord) => Object.fromEntries(received.map((field) => [field, values[field] ?? null]));
  const { kind, id: recordId, name } = record;
  return [{ kind, recordId, name, version: row.version, before: pick(now), after: pick(changed), columns }];
}

/** What would not be as agreed; and where something else would change along, the whole of that campaign. */
function missed(reverted: Reverted[], current: Map<string, PlanRecord>, next: Map<string, PlanRecord>): LeftAlone[] {
  const left: LeftAlone[] = [];
  for (const { record, fields } of reverted) {
    for (const [field, agreed] of Object.entries(fields)) {
      if (isEqual(next.get(record.id)?.desired[field], agreed)) continue;
      left.push({
        record,
        field,
        reason: hasColumn(record.kind, field) ? NOT_KNOWN : "It follows from the campaign, which stays.",
      });
    }
  }
  if (left.length > 0) return left;
  const goals = new Map(reverted.map(({ record, fields }) => [record.id, fields]));
  const disturbed = new Set<string>();
  for (const record of next.values()) {
    const { kinds } = platformOrThrow(record.platform).capabilities;
    const before = current.get(record.id)?.desired ?? {};
    const isDisturbed = Object.keys(kinds[record.kind]?.fields ?? {}).some(
      (field) => !isEqual(before[field], record.desired[field]) && !(field in (goals.get(record.id) ?? {})),
    );
    if (isDisturbed) disturbed.add(record.campaignId);
  }
  return reverted
    .filter(({ record }) => disturbed.has(record.campaignId))
    .map(({ record }) => ({
      record,
      field: null,
      reason: "Going back would change other records of its campaign too.",
    }));
}

const byId = (records: PlanRecord[]): Map<string, PlanRecord> => new Map(records.map((record) => [record.id, record]));
