import { type CanonicalRecord, type CanonicalValue, isEqual } from "../domain/canonical";
import type { AuditEntryView } from "../domain/views/audit";

/** Said beside the fields of a record, not about one of them. */
const BESIDE = ["choices", "guard", "reason"];

// As the engine names them, so that one word for people serves both.
const OUTER: Record<string, string> = { platformSettings: "settings" };

/** One value for each field: what is nested in a column gets a dotted name. */
function flat(json: unknown): CanonicalRecord {
  if (!isObject(json)) return {};
  const entries = Object.entries(json).flatMap(([key, value]): [string, CanonicalValue][] => {
    if (BESIDE.includes(key)) return [];
    if (!isObject(value)) return [[key, value as CanonicalValue]];
    return Object.entries(flat(value)).map(([inner, one]) => [`${OUTER[key] ?? key}.${inner}`, one]);
  });
  return Object.fromEntries(entries);
}

/** What an entry says, field by field: a column that was saved whole shows only what differs in it. */
export function changesOf(before: unknown, after: unknown): AuditEntryView["changes"] {
  const [from, to] = [flat(before), flat(after)];
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return fields
    .filter((field) => !isEqual(from[field], to[field]))
    .map((field) => ({ field, from: json(from[field]), to: json(to[field]) }));
}

export function choicesOf(after: unknown): AuditEntryView["choices"] {
  const choices = isObject(after) ? after.choices : undefined;
  if (!isObject(choices)) return {};
  return Object.fromEntries(
    Object.entries(choices).filter((entry): entry is [string, "local" | "platform"] =>
      ["local", "platform"].includes(String(entry[1])),
    ),
  );
}

export const reasonOf = (before: unknown): string | null =>
  isObject(before) && typeof before.reason === "string" ? before.reason : null;

/** What a record was called when nothing but its entries remembers it. */
export function nameIn(before: unknown, after: unknown): string | null {
  for (const side of [after, before]) {
    if (isObject(side) && typeof side.name === "string") return side.name;
  }
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Canonical values are JSON; only their arrays are declared read-only. */
const json = (value: CanonicalValue | undefined) => (value ?? null) as AuditEntryView["changes"][number]["from"];
