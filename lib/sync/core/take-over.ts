import type { CanonicalRecord, CanonicalValue } from "../../domain/canonical";
import type { KindCapabilities } from "../../platforms/types";
import { compareRecord } from "./compare";
import type { PlanRecord } from "./planned";

/** A field both sides changed, each to something else. `base` is what they last agreed on, in our words. */
export type FieldConflict = { name: string; base: CanonicalValue; local: CanonicalValue; platform: CanonicalValue };

/** What a new reading of a linked record means for our side of it. */
export type TakeOver = {
  record: PlanRecord;
  /** Fields only they changed: the values our row takes. */
  pulled: CanonicalRecord;
  /** Fields both changed alike: their new common base. */
  agreed: CanonicalRecord;
  conflicts: FieldConflict[];
  /** Something is left for a push: an edit of ours, or a field of ours that was changed over there. */
  waits: boolean;
};

/** Judges a linked record field by field. Pure; writes nothing. */
export function judgeReading(record: PlanRecord, kind: KindCapabilities): TakeOver {
  const { link, desired } = record;
  if (!link) throw new Error(`${record.kind} ${record.id} has no link to read`);
  const { shadow, observed } = link;
  const verdicts = compareRecord({ rules: kind.fields, shadow, desired, observed });
  const having = (verdict: string) => Object.keys(verdicts).filter((field) => verdicts[field] === verdict);
  const valuesOf = (fields: string[]) => Object.fromEntries(fields.map((field) => [field, observed[field] ?? null]));
  return {
    record,
    pulled: valuesOf(having("pull")),
    agreed: Object.fromEntries(having("agreed").map((field) => [field, desired[field] ?? null])),
    conflicts: having("conflict").map((field) => ({
      name: field,
      base: shadow.desired[field] ?? null,
      local: desired[field] ?? null,
      platform: observed[field] ?? null,
    })),
    waits: having("push").length > 0 || having("drift").length > 0,
  };
}
