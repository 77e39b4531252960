import type { AuditEntryView } from "../domain/views/audit";
import type { CsvCell } from "../history/csv";
import { csvPages, MOST_EXPORTED } from "../history/csv-pages";
import { type ListAudit, listAudit } from "./list-audit";

/** Columns of the exported audit, in order. Names stay: sheets and scripts are built on them. */
export const AUDIT_COLUMN_NAMES = [
  "entry_id",
  "at",
  "by",
  "by_kind",
  "action",
  "record_kind",
  "record_id",
  "record",
  "field",
  "before",
  "after",
  "kept",
  "currency",
  "run_id",
  "reason",
] as const;

/** The audit as CSV, a line for each field an entry names; an entry that names none has one line. */
export const exportAudit = (
  filter: Omit<ListAudit, "limit" | "cursor">,
  most = MOST_EXPORTED,
): AsyncGenerator<string> =>
  csvPages({
    columns: AUDIT_COLUMN_NAMES,
    readPage: (page) => listAudit({ ...filter, ...page }),
    linesOf: linesOfEntry,
    most,
  });

function linesOfEntry({ by, subject, changes, choices, ...entry }: AuditEntryView): CsvCell[][] {
  const fields = [...new Set([...changes.map(({ field }) => field), ...Object.keys(choices)])];
  return (fields.length > 0 ? fields : [null]).map((field) => {
    const change = changes.find((one) => one.field === field);
    return [
      entry.id,
      entry.at,
      by.name,
      by.kind,
      entry.action,
      subject.kind,
      subject.id,
      subject.name,
      field,
      plain(change?.from),
      plain(change?.to),
      field === null ? null : (choices[field] ?? null),
      subject.currency,
      entry.runId,
      entry.reason,
    ];
  });
}

/** Texts as they are; lists and the rest as JSON. Amounts stay micros, as everywhere in the API. */
function plain(value: AuditEntryView["changes"][number]["from"] | undefined): CsvCell {
  if (value === undefined || value === null) return null;
  return typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);
}
