import type { CanonicalValue } from "../../domain/canonical";

/** What an edit of a record says of its row: columns or fields, before and after. `before` is null where it is not known. */
export type RowEdit = { before: Record<string, unknown> | null; after: Record<string, unknown> | null };

const COLUMN_OF: Record<string, string> = { targeting: "targeting", settings: "platformSettings" };

/** A field's value on one side of an edit, by its own name or inside the column that holds it; undefined where it is not spoken of. */
function valueIn(side: Record<string, unknown> | null, field: string): CanonicalValue | undefined {
  if (!side) return undefined;
  if (field in side) return (side[field] ?? null) as CanonicalValue;
  const [group = "", name] = field.split(".");
  const column = side[COLUMN_OF[group] ?? ""] as Record<string, unknown> | null | undefined;
  if (!name || typeof column !== "object" || column === null) return undefined;
  return (column[name] ?? null) as CanonicalValue;
}

type Test = (value: CanonicalValue) => boolean;

/**
 * The newest value our row had that the platform holds as what both sides agreed on; undefined when none is known. A
 * platform may keep less than the row (one headline of three), so what it keeps is not enough to go back to. The edits
 * come newest first. Pure.
 */
export function earlierValue(edits: RowEdit[], field: string, fits: Test): CanonicalValue | undefined {
  for (const { before, after } of edits) {
    for (const side of [after, before]) {
      const value = valueIn(side, field);
      if (value !== undefined && fits(value)) return value;
    }
  }
  return undefined;
}

/** Whether the row had another value before these edits, which come newest first. */
export function wasEdited(edits: RowEdit[], field: string, isAsNow: Test): boolean {
  const oldest = edits.findLast(({ after }) => valueIn(after, field) !== undefined);
  if (!oldest) return false;
  const before = valueIn(oldest.before, field);
  return before === undefined || !isAsNow(before);
}
