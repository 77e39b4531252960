import { RECEIVED_COLUMNS } from "../db/record-tables";
import type { CanonicalRecord, CanonicalValue, RecordKind } from "../domain/canonical";

/** The way back of `desired.ts`: fields in the form the engine compares, as columns of our rows. */

export type Columns = Record<string, unknown>;

const TARGETING = "targeting.";
const SETTINGS = "settings.";

/** Columns that may hold nothing; in the others an empty value would not be a value of ours. */
const NULLABLE = new Set([
  "startAt",
  "endAt",
  "bidAmountMicros",
  "bidMicros",
  "displayUrl",
  "callToAction",
  "imageUrl",
]);

/**
 * The columns that take these values over, and the fields among them that our row can hold. A value that our row has no
 * place for stays a difference for people to see.
 */
export function receivedColumns(
  kind: RecordKind,
  fields: CanonicalRecord,
  row: Record<string, unknown>,
): { columns: Columns; received: string[] } {
  const columns: Columns = {};
  const received: string[] = [];
  const merged = (column: "targeting" | "platformSettings", name: string, value: CanonicalValue) => {
    columns[column] = { ...((columns[column] ?? row[column] ?? {}) as object), [name]: value };
  };
  for (const [field, value] of Object.entries(fields)) {
    if (kind === "ad_group" && field.startsWith(TARGETING)) {
      merged("targeting", field.slice(TARGETING.length), value ?? []);
    } else if (kind === "campaign" && field.startsWith(SETTINGS)) {
      merged("platformSettings", field.slice(SETTINGS.length), value);
    } else if (RECEIVED_COLUMNS[kind].includes(field) && (value !== null || NULLABLE.has(field))) {
      columns[field] = value;
    } else {
      continue;
    }
    received.push(field);
  }
  return { columns, received };
}
