import { type CanonicalRecord, type CanonicalValue, isEqual } from "../../domain/canonical";
import type { KindCapabilities } from "../../platforms/types";
import { compareRecord, type FieldVerdict } from "./compare";
import type { PlanRecord } from "./planned";

/** A field both sides changed, each to something else. `base` is what they last agreed on, in our words. */
export type FieldConflict = { name: string; base: CanonicalValue; local: CanonicalValue; platform: CanonicalValue };

/** The record itself as a field: one side took it away, the other changed it. */
export const EXISTENCE = "record";

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
  const nothing = { record, pulled: {}, agreed: {}, conflicts: [], waits: false };
  const having = fieldsByVerdict(record, kind);
  if (record.link?.gone) {
    if (record.deleted) return nothing;
    // Edited here and gone there: nothing is made again, and nothing is thrown away, before a person decides.
    if (having("push").length > 0) return { ...nothing, conflicts: [existence("edited", "gone")] };
    return { ...nothing, pulled: record.desired.status === "archived" ? {} : { status: "archived" } };
  }
  if (record.deleted) {
    if (isRemoved(record, kind)) return nothing;
    return isEditedThere(record, kind)
      ? { ...nothing, conflicts: [existence("deleted", "edited")], waits: true }
      : { ...nothing, waits: true };
  }
  const { desired, link } = record;
  const there = (field: string): CanonicalValue => link?.observed[field] ?? null;
  const conflictOf = (name: string): FieldConflict => ({
    name,
    base: link?.shadow.desired[name] ?? null,
    local: desired[name] ?? null,
    platform: there(name),
  });
  const conflicting = having("conflict");
  const isPutAway = isPutAwayThere(record, kind) && having("push").length > 0;
  return {
    record,
    pulled: Object.fromEntries(
      having("pull").flatMap((field) => (isPutAway && field === "status" ? [] : [[field, there(field)]])),
    ),
    agreed: Object.fromEntries(having("agreed").map((field) => [field, desired[field] ?? null])),
    conflicts: [...conflicting, ...(isPutAway ? ["status"] : [])].map(conflictOf),
    waits: having("push").length > 0 || having("drift").length > 0,
  };
}

const existence = (local: string, platform: string): FieldConflict => ({
  name: EXISTENCE,
  base: "there",
  local,
  platform,
});

function fieldsByVerdict(record: PlanRecord, kind: KindCapabilities): (verdict: FieldVerdict) => string[] {
  const { link, desired } = record;
  if (!link) throw new Error(`${record.kind} ${record.id} has no link to read`);
  const { shadow, observed } = link;
  const verdicts = compareRecord({ rules: kind.fields, shadow, desired, observed });
  return (verdict) => Object.keys(verdicts).filter((field) => verdicts[field] === verdict);
}

/** Whether a person changed the record over there since both sides last agreed. */
export function isEditedThere({ link }: PlanRecord, kind: KindCapabilities): boolean {
  if (!link) return false;
  return Object.entries(kind.fields).some(
    ([field, rule]) => rule.policy === "both" && !isEqual(link.shadow.observed[field], link.observed[field]),
  );
}

/** Deleted here and taken off there: the row stays only for its history. */
export function isRemoved({ link }: PlanRecord, { remove }: KindCapabilities): boolean {
  return remove.by === "status" && link?.shadow.desired.status === remove.status;
}

/** Whether it was archived over there while it is in use here. A state, but one that ends what may be sent. */
export function isPutAwayThere({ link, desired }: PlanRecord, kind: KindCapabilities): boolean {
  const { remove } = kind;
  if (!link || remove.by !== "status" || desired.status === remove.status) return false;
  return link.observed.status === remove.status && link.shadow.observed.status !== remove.status;
}
