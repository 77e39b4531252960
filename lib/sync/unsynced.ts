import type { Platform } from "../domain/campaign";
import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import { platforms } from "../platforms/registry";
import { editedFields, type FieldChange } from "./core/compare";

/**
 * The edits made here that the platform does not have yet, for a record as `planRecords` gives it (`desired` already
 * in the form the platform could hold). Empty for a record that was never pushed.
 */
export function unsyncedFields({
  platform,
  kind,
  desired,
  shadowDesired,
}: {
  platform: Platform;
  kind: RecordKind;
  desired: CanonicalRecord;
  shadowDesired: CanonicalRecord | null;
}): FieldChange[] {
  const rules = platforms[platform]?.capabilities.kinds[kind]?.fields;
  return rules && shadowDesired ? editedFields(rules, shadowDesired, desired) : [];
}
