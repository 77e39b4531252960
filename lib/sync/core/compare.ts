import { type CanonicalRecord, type CanonicalValue, isEqual } from "../../domain/canonical";
import type { FieldRule } from "../../platforms/types";

/** Both sides as they stood when they last agreed. */
export type Shadow = { desired: CanonicalRecord; observed: CanonicalRecord };

/** `agreed`: the same new value on both sides. `drift`: they changed a field that is ours; a push puts it back. */
export type FieldVerdict = "in_sync" | "agreed" | "push" | "pull" | "drift" | "conflict";

type ThreeWay = {
  shadow: { desired?: CanonicalValue; observed?: CanonicalValue };
  desired?: CanonicalValue;
  observed?: CanonicalValue;
};

/**
 * What happened to one two-way field. The shadow holds both sides as they last agreed, so a platform's own
 * rounding or trimming never looks like a change.
 */
export function compareField({
  shadow,
  desired,
  observed,
}: ThreeWay): "in_sync" | "agreed" | "push" | "pull" | "conflict" {
  const weChanged = !isEqual(shadow.desired, desired);
  const theyChanged = !isEqual(shadow.observed, observed);
  if (!weChanged && !theyChanged) return "in_sync";
  if (isEqual(desired, observed)) return "agreed";
  if (weChanged && theyChanged) return "conflict";
  return weChanged ? "push" : "pull";
}

const IN_STEP = new Set<FieldVerdict>(["in_sync", "agreed"]);

/** Applies the field's policy to what happened to it. */
export function judgeField(rule: FieldRule, values: ThreeWay): FieldVerdict {
  const verdict = compareField(values);
  if (IN_STEP.has(verdict)) return verdict;
  if (rule.policy === "theirs") return "pull";
  if (rule.policy === "ours") return verdict === "push" ? "push" : "drift";
  if (verdict === "conflict" && rule.winner) return rule.winner === "ours" ? "push" : "pull";
  return verdict;
}

export type RecordVerdict = Record<string, FieldVerdict>;

type CompareRecord = {
  rules: Record<string, FieldRule>;
  shadow: Shadow;
  desired: CanonicalRecord;
  observed: CanonicalRecord;
};

/** A verdict for every field the platform has for this kind of record. */
export function compareRecord({ rules, shadow, desired, observed }: CompareRecord): RecordVerdict {
  return Object.fromEntries(
    Object.entries(rules).map(([field, rule]) => [
      field,
      judgeField(rule, {
        shadow: { desired: shadow.desired[field], observed: shadow.observed[field] },
        desired: desired[field],
        observed: observed[field],
      }),
    ]),
  );
}

export type FieldChange = { field: string; from: CanonicalValue; to: CanonicalValue };

/** The fields a person edited here since both sides last agreed, in the order of the platform's rules. */
export function editedFields(
  rules: Record<string, FieldRule>,
  shadowDesired: CanonicalRecord,
  desired: CanonicalRecord,
): FieldChange[] {
  return Object.keys(rules)
    .filter((field) => !isEqual(shadowDesired[field], desired[field]))
    .map((field) => ({ field, from: shadowDesired[field] ?? null, to: desired[field] ?? null }));
}

/**
 * Fields the platform accepted and keeps otherwise than they were sent: rounded, trimmed, or left as they were. Nothing to
 * push, because it would do the same again; something for people to know.
 */
export function notKeptFields(
  rules: Record<string, FieldRule>,
  { desired, observed }: Shadow,
): { field: string; sent: CanonicalValue; kept: CanonicalValue }[] {
  return (
    Object.keys(rules)
      .filter((field) => rules[field]?.policy !== "theirs" && field in desired && field in observed)
      // What was left open here is the platform's to fill in.
      .filter((field) => !isEqual(desired[field], null) && !isEqual(desired[field], observed[field]))
      .map((field) => ({ field, sent: desired[field] ?? null, kept: observed[field] ?? null }))
  );
}
