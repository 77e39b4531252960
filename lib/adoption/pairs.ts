import { type CanonicalRecord, isEqual, type RecordKind } from "../domain/canonical";
import type { Capabilities } from "../platforms/types";
import type { PlanRecord } from "../sync/core/planned";
import type { Found } from "./found-records";

/** One of ours and what it is over there. */
export type Pair = { found: Found; record: PlanRecord };

/** The record and, as far as names match one to one, what is below it on both sides. */
export function pairUp(found: Found, record: PlanRecord, records: PlanRecord[], capabilities: Capabilities): Pair[] {
  const ours = records.filter((child) => child.parentId === record.id && !child.deleted && !child.link);
  const theirs = found.children.filter((child) => !child.incomplete);
  const below = theirs.flatMap((child) => {
    const matching = ours.filter((candidate) => isNamesake(child, candidate));
    const rivals = theirs.filter((other) => other.kind === child.kind && nameOf(other) === nameOf(child));
    const [only] = matching;
    if (!only || matching.length > 1 || rivals.length > 1) return [];
    if (fixedDifferences({ found: child, record: only }, capabilities).length > 0) return [];
    return pairUp(child, only, records, capabilities);
  });
  return [{ found, record }, ...below];
}

const isNamesake = (found: Found, record: PlanRecord): boolean =>
  found.kind === record.kind && nameOf(found) !== "" && nameOf(found) === nameIn(record.kind, record.desired);

const nameOf = (found: Found): string => nameIn(found.kind, found.fields);

function nameIn(kind: RecordKind, fields: CanonicalRecord): string {
  const value = kind === "ad" ? fields.headlines : kind === "keyword" ? fields.text : fields.name;
  return String((Array.isArray(value) ? value[0] : value) ?? "");
}

/** Fields that differ and can never be made equal, because the platform refuses to change them. */
export function fixedDifferences({ found, record }: Pair, capabilities: Capabilities): string[] {
  return Object.entries(capabilities.kinds[found.kind]?.fields ?? {})
    .filter(([field, rule]) => rule.immutable && isSaid(found.fields[field]) && isSaid(record.desired[field]))
    .map(([field]) => field)
    .filter((field) => !isEqual(found.fields[field], record.desired[field]));
}

/**
 * What they decided differs from what is decided here alone: there is no conflict in such a field, so the next push would
 * overwrite theirs unseen. What is about money or time only; a label is ours to put right.
 */
export function overwrittenByUs({ found, record }: Pair, capabilities: Capabilities): string[] {
  return Object.entries(capabilities.kinds[found.kind]?.fields ?? {})
    .filter(([field, rule]) => rule.policy === "ours" && !field.startsWith("settings.") && field in found.fields)
    .map(([field]) => field)
    .filter((field) => !isEqual(found.fields[field], record.desired[field] ?? null));
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null;

/**
 * The common base of two values that never met. What is alike is agreed; what only one side says is news from that side;
 * what both say differently has no base at all, so that neither overwrites the other before a person decides.
 */
export function firstBase(
  { found, record }: Pair,
  capabilities: Capabilities,
): { desired: CanonicalRecord; observed: CanonicalRecord; isAlike: boolean } {
  const desired: Record<string, CanonicalRecord[string]> = {};
  const observed: Record<string, CanonicalRecord[string]> = {};
  let isAlike = true;
  for (const field of Object.keys(capabilities.kinds[found.kind]?.fields ?? {})) {
    const ours = record.desired[field] ?? null;
    const theirs = found.fields[field];
    if (theirs === undefined) {
      // The listing leaves it out: nothing is known that could differ.
      desired[field] = ours;
    } else if (isEqual(ours, theirs)) {
      desired[field] = ours;
      observed[field] = theirs;
    } else {
      isAlike = false;
      // An empty list says nothing, as null does.
      if (Array.isArray(ours) || Array.isArray(theirs)) {
        desired[field] = [];
        observed[field] = [];
      }
    }
  }
  return { desired, observed, isAlike };
}
