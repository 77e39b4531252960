/** Values in the form the engine compares: plain JSON, money as micros text, instants as ISO text to the second. */

export const RECORD_KINDS = ["campaign", "ad_group", "ad", "keyword"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export type CanonicalValue =
  | null
  | boolean
  | number
  | string
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

/** One record, flat: field name to value. Nested settings use dotted names (`targeting.communities`). */
export type CanonicalRecord = { readonly [field: string]: CanonicalValue };

/** What a platform says about a record and nobody sets. Shown, never compared, so a change of it makes no plan stale. */
export const REPORTED_FIELDS = ["effectiveStatus", "rejectionReason"];

/** Deep equality of canonical values. Missing and null are the same: platforms mix them freely. */
export function isEqual(a: CanonicalValue | undefined, b: CanonicalValue | undefined): boolean {
  const left = a ?? null;
  const right = b ?? null;
  if (left === right) return true;
  if (left === null || right === null || typeof left !== "object" || typeof right !== "object") return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index]));
  }
  const leftObject = left as { [key: string]: CanonicalValue };
  const rightObject = right as { [key: string]: CanonicalValue };
  const keys = new Set([...Object.keys(leftObject), ...Object.keys(rightObject)]);
  return [...keys].every((key) => isEqual(leftObject[key], rightObject[key]));
}

/** An instant as the engine compares it: UTC, whole seconds. */
export function canonicalInstant(value: Date | string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const date = typeof value === "string" ? new Date(value) : value;
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** JSON with sorted keys, for digests. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === "bigint") return inner.toString();
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    const object = inner as Record<string, unknown>;
    return Object.fromEntries(
      Object.keys(object)
        .sort()
        .map((key) => [key, object[key]]),
    );
  });
}
