import { type CanonicalRecord, type CanonicalValue, isEqual } from "../../domain/canonical";
import { enables } from "./changes";
import type { PickOperation } from "./plan";
import type { PlannedOperation } from "./planned";

type Asked = { recordId: string; changes: unknown; desired: unknown };

/**
 * Picks what was asked for before and nothing that was edited since, here or above: each field as it was to become then. A
 * campaign is not enabled while something of it that was asked for would come over otherwise, and so is left out.
 */
export function asAsked(records: ReadonlySet<string>, asked: readonly Asked[]): PickOperation {
  const values = new Map<string, CanonicalRecord>();
  for (const { recordId, changes, desired } of asked) {
    const sent = (changes as { field: string; to: CanonicalValue }[]).map(({ field, to }) => [field, to]);
    values.set(recordId, { ...(desired as CanonicalRecord), ...values.get(recordId), ...Object.fromEntries(sent) });
  }
  const isAsAsked = ({ record, changes }: PlannedOperation): boolean => {
    const then = values.get(record.id);
    return then !== undefined && changes.every(({ field, to }) => isEqual(then[field] ?? null, to));
  };
  return (operation, all) => {
    if (!records.has(operation.record.id) || !isAsAsked(operation)) return false;
    return (
      !operation.changes.some(enables) ||
      all.every(
        (other) =>
          other.record.campaignId !== operation.record.campaignId || !records.has(other.record.id) || isAsAsked(other),
      )
    );
  };
}
