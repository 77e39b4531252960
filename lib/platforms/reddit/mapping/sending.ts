import { type CanonicalValue, canonicalInstant } from "../../../domain/canonical";
import type { Operation } from "../../types";

/** What an update sends: the wire fields of what changed, and nothing else. */
export function changedOnly(
  { changed }: Operation,
  fields: Record<string, Record<string, unknown>>,
): Record<string, unknown> {
  return Object.assign({}, ...changed.map((field) => fields[field] ?? {}));
}

/** What a create sends: all fields, without those that have nothing to say. */
export function withoutUndefined(fields: Record<string, Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.assign({}, ...Object.values(fields));
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

export const number = (micros: CanonicalValue | undefined) => (typeof micros === "string" ? Number(micros) : null);

const SOON_MS = 120_000;
/** From when on a start that was sent as "now" lies in the past, in milliseconds of the clock it was reckoned by. */
export const soonAfter = (now: Date): number => now.getTime() + SOON_MS;
export const soon = (now: Date) => canonicalInstant(new Date(now.getTime() + SOON_MS));

/** Reddit refuses a start in the past; the campaign then starts at once. */
export function startTime(value: CanonicalValue | undefined, now: Date): string | null {
  if (typeof value !== "string") return null;
  return new Date(value) > now ? value : soon(now);
}
