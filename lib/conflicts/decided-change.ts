import type { LinkedRecord } from "../db/linked-records";
import { type CanonicalRecord, isEqual } from "../domain/canonical";
import type { ConflictChoice } from "../domain/views/conflicts";
import { EXISTENCE } from "../sync/core/take-over";
import { receivedColumns } from "../sync/received";
import type { Choices } from "./choices";
import { plainColumn, type Snapshot } from "./views";

/** What a decision does to our row and to the common base. `anew`: ours is kept by making the record again. */
export type DecidedChange = { before: Snapshot; after: Snapshot; anew: boolean };

/** Field by field the base becomes what the platform shows now, whoever's value stays. */
export function decidedChange(
  record: LinkedRecord,
  choices: Choices,
  isFinal: (field: string) => boolean,
): DecidedChange {
  const { link, row, kind } = record;
  if (EXISTENCE in choices) return existenceChange(record, choices[EXISTENCE] ?? "local");
  const fields = Object.keys(choices);
  const there = pick(link.observed, fields);
  const taken = fields.filter((field) => choices[field] === "platform");
  const { columns } = receivedColumns(kind, pick(link.observed, taken), row);
  const anew = fields.some((field) => choices[field] === "local" && isFinal(field));
  return {
    before: snapshot(record, Object.keys(columns), anew ? [] : fields),
    after: anew ? { columns, ...NO_BASE } : { columns, shadowDesired: there, shadowObserved: there },
    anew,
  };
}

/** Of what is made anew both sides have agreed on nothing yet. */
const NO_BASE = { shadowDesired: {}, shadowObserved: {} };

function existenceChange(record: LinkedRecord, choice: ConflictChoice): DecidedChange {
  const { link, row, kind } = record;
  if (link.goneAt !== null) {
    // Ours is kept: it is made again with the next push. Theirs: it is put away here too.
    if (choice === "local") return { before: snapshot(record, [], []), after: { columns: {}, ...NO_BASE }, anew: true };
    const away = { status: "archived" };
    return {
      before: snapshot(record, ["status"], ["status"]),
      after: { columns: away, shadowDesired: away, shadowObserved: away },
      anew: false,
    };
  }
  const there = link.observed;
  const fields = Object.keys(there);
  // Ours is kept: the removal may go, whatever they edited. Theirs: it is back here, with their edits.
  if (choice === "local") {
    const before = snapshot(record, ["deletedAt"], fields);
    return { before, after: { columns: {}, shadowDesired: {}, shadowObserved: there }, anew: false };
  }
  const changed = fields.filter((field) => !isEqual(link.shadowObserved[field], there[field]));
  // What our row has no place for stays a difference.
  const { columns, received } = receivedColumns(kind, pick(there, changed), row);
  const base = pick(there, received);
  return {
    before: snapshot(record, ["deletedAt", ...Object.keys(columns)], received),
    after: { columns: { ...columns, deletedAt: null }, shadowDesired: base, shadowObserved: base },
    anew: false,
  };
}

const pick = (value: CanonicalRecord, fields: string[]): CanonicalRecord =>
  Object.fromEntries(fields.map((field) => [field, value[field] ?? null]));

const snapshot = ({ link, row }: LinkedRecord, columns: string[], fields: string[]): Snapshot => ({
  columns: Object.fromEntries(columns.map((column) => [column, plainColumn(row[column])])),
  shadowDesired: pick(link.shadowDesired, fields),
  shadowObserved: pick(link.shadowObserved, fields),
});
