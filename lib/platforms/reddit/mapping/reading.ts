import { type CanonicalRecord, type CanonicalValue, canonicalInstant } from "../../../domain/canonical";
import { splitName } from "../../marker";

/** What an answer left out is unknown, which is not the same as empty: unknown fields stay out of the record. */
export function known(fields: Record<string, CanonicalValue | undefined>): CanonicalRecord {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, CanonicalValue] => entry[1] !== undefined),
  );
}

export const micros = (value: number | null | undefined) => (typeof value === "number" ? String(value) : value);

export const instant = (value: string | null | undefined) =>
  typeof value === "string" ? canonicalInstant(value) : value;

const isRemoved = (value: string | null | undefined) => value === "ARCHIVED" || value === "DELETED";

export const moments = (wire: {
  created_at?: string | null;
  modified_at?: string | null;
  configured_status?: string | null;
}) => ({
  removed: isRemoved(wire.configured_status),
  createdAt: wire.created_at ?? null,
  modifiedAt: wire.modified_at ?? null,
});

export function named(name: string | null | undefined): { name: string | undefined; marker: string | null } {
  return typeof name === "string" ? splitName(name) : { name: undefined, marker: null };
}
