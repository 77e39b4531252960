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
  /** Fields only they changed, whoever decides about them. */
  changedThere: string[];
  /** Something is left for a push: an edit of ours, or a field of ours that was changed over there. */
  waits: boolean;
};

/** Judges a linked record field by field. Pure; writes nothing. */
export function judgeReading(record: PlanRecord, kind: KindCapabilities): TakeOver {
  const nothing = { record, pulled: {}, agreed: {}, conflicts: [], changedThere: [], waits: false };
  const having = fieldsByVerdict(record, kind);
  // What both sides edited was edited here too, whatever became of it there since.
  const isEditedHere = having("push").length + having("conflict").length > 0;
  if (record.link?.gone) {
    // Put away here too, it is settled, whatever else was edited before.
    if (record.deleted || record.desired.status === "archived") return nothing;
    // Edited here and gone there: nothing is made again, and nothing is thrown away, before a person decides.
    if (isEditedHere) return { ...nothing, conflicts: [existence("edited", "gone")] };
    return { ...nothing, pulled: { status: "archived" } };
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
  const changedThere = [...having("pull"), ...having("drift")];
  const frozen = [...changedThere, ...having("push")].filter((field) => link?.frozen?.includes(field));
  const conflicting = [...having("conflict"), ...frozen];
  const isPutAway = isPutAwayThere(record, kind) && isEditedHere;
  return {
    record,
    pulled: Object.fromEntries(
      having("pull")
        .filter((field) => !frozen.includes(field) && !(isPutAway && field === "status"))
        .map((field) => [field, there(field)]),
    ),
    agreed: Object.fromEntries(having("agreed").map((field) => [field, desired[field] ?? null])),
    conflicts: [...new Set([...conflicting, ...(isPutAway ? ["status"] : [])])].map(conflictOf),
    changedThere,
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

/**
 * Whether a person changed the record over there since both sides last agreed. Once asked about that, a person decides,
 * also where nothing of their edit is left to see: what we paused meanwhile was their edit, perhaps.
 */
export function isEditedThere({ link }: PlanRecord, kind: KindCapabilities): boolean {
  if (!link) return false;
  if (link.disputed) return true;
  return Object.entries(kind.fields).some(
    ([field, rule]) => rule.policy === "both" && !isEqual(link.shadow.observed[field], link.observed[field]),
  );
}

/** Deleted here and taken off there, by us or by them: the row stays only for its history. */
export const isRemoved = ({ link }: PlanRecord, kind: KindCapabilities): boolean =>
  link !== null && (isTakenOff(link.shadow.desired, kind) || isTakenOff(link.observed, kind));

/** Whether this value says that the record is put away there. */
export const isTakenOff = (value: CanonicalRecord, { remove }: KindCapabilities): boolean =>
  remove.by === "status" && value.status === remove.status;

/** Whether it was archived over there while it is in use here. A state, but one that ends what may be sent. */
export function isPutAwayThere({ link, desired }: PlanRecord, kind: KindCapabilities): boolean {
  const { remove } = kind;
  if (!link || remove.by !== "status" || desired.status === remove.status) return false;
  return link.observed.status === remove.status && link.shadow.observed.status !== remove.status;
}

/** Whether this value of a field over there is one that the platform never takes back: ours could only be a new record. */
export const isFinalThere = ({ remove }: KindCapabilities, field: string, there: CanonicalValue): boolean =>
  field === "status" && remove.by === "status" && there === remove.status;

/** Put away on both sides: nothing of it can be changed over there any more. */
export function isAway({ desired, link }: PlanRecord, { remove }: KindCapabilities): boolean {
  if (desired.status !== "archived") return false;
  return link?.gone === true || (remove.by === "status" && link?.observed.status === remove.status);
}

/** Whether nothing of a linked record waits: no edit of ours, no change over there that our side has not taken over. */
export function isInStep(record: PlanRecord, kind: KindCapabilities): boolean {
  if (!record.link) return false;
  if (isAway(record, kind)) return true;
  const having = fieldsByVerdict(record, kind);
  const isOpen = (["push", "pull", "drift", "conflict"] as const).some((verdict) => having(verdict).length > 0);
  return !isOpen && !record.link.gone;
}
