import type { CanonicalRecord } from "../../domain/canonical";
import { fieldWord } from "../../domain/field-words";
import type { KindCapabilities } from "../../platforms/types";
import { compareRecord, type FieldVerdict } from "./compare";
import {
  type GuardAnswer,
  type Guardrails,
  guardBidStrategy,
  guardMoneyChange,
  type Hold,
  MONEY_FIELDS,
  SPEND_FIELDS,
} from "./guards";
import { movesDates, perDayOf } from "./pace";
import type { PlannedChange, PlannedOperation, PlanRecord } from "./planned";
import { isPutAwayThere } from "./take-over";

/**
 * The fields to bring over, in at most three operations: what may be sent, what a guardrail holds, and what cannot be
 * sent as it is. A held field takes no other along, so a pause arrives whatever became of the budget that was edited with
 * it. Only the fields of what is spent stay together, and nothing is enabled while one of them waits: it would spend what
 * was there before. Where all that waits is to spend more, that is less than what is wanted, so it may.
 */
export function changeOf(
  record: PlanRecord,
  link: NonNullable<PlanRecord["link"]>,
  kind: KindCapabilities,
  guardrails: Guardrails,
  now: Date,
): PlannedOperation[] {
  const changes = changedFields(record, link, kind);
  const holds = new Map<string, Hold>();
  for (const [change, verdict] of changes) {
    const hold = obstacleTo(change, verdict, record, kind);
    if (hold) holds.set(change.field, { guard: null, reason: hold });
  }
  const clamped = new Map<string, PlannedChange>();
  for (const [change] of changes) {
    if (holds.has(change.field)) continue;
    const answer = guard(change, record, kind, guardrails);
    if (answer.answer === "hold") holds.set(change.field, answer);
    if (answer.answer === "clamp") {
      // Half of a decision would be another decision: beside other changes of what is spent, the amount waits.
      const isAlone = changes.every(
        ([other]) => other.field === change.field || !movesSpend(other) || (enables(other) && raises(change)),
      );
      if (isAlone) clamped.set(change.field, { ...change, to: answer.to, wanted: change.to, reason: answer.reason });
      else holds.set(change.field, { guard: "change", reason: answer.reason });
    }
  }
  const pace = paceJump(record, link, guardrails, now);
  for (const [{ field }] of changes) if (pace && movesDates({ field }) && !holds.has(field)) holds.set(field, pace);
  const spendHold = worst([...holds].filter(([field]) => SPEND_FIELDS.has(field)).map(([, hold]) => hold));
  const spendsLess =
    spendHold?.guard !== null && changes.every(([change]) => !SPEND_FIELDS.has(change.field) || raises(change));
  const holdOn = (change: PlannedChange) => {
    if (SPEND_FIELDS.has(change.field)) return spendHold;
    return worst([holds.get(change.field) ?? null, enables(change) && !spendsLess ? spendHold : null]);
  };
  const all = changes.map(([change]) => clamped.get(change.field) ?? change);
  const planned = all.filter((change) => holdOn(change) === null);
  const guarded = all.filter((change) => holdOn(change)?.guard);
  const blocked = all.filter((change) => holdOn(change)?.guard === null);
  return [
    ...operationOf(record, planned, [...guarded, ...blocked], null),
    ...operationOf(record, guarded, blocked, worst(guarded.map(holdOn))),
    ...operationOf(record, blocked, [], worst(blocked.map(holdOn))),
  ];
}

/** A lifetime budget over fewer days is more a day, though the amount stays as it is. */
function paceJump(
  { desired }: PlanRecord,
  { observed }: NonNullable<PlanRecord["link"]>,
  guardrails: Guardrails,
  now: Date,
): Hold | null {
  if (desired.budgetType !== "lifetime" || observed.budgetType !== "lifetime") return null;
  const [from, to] = [perDayOf(observed, now), perDayOf(desired, now)];
  if (from === null || to === null || to <= from) return null;
  // A date cannot go a part of the way.
  const answer = guardMoneyChange({ from: String(from), to: String(to) }, { ...guardrails, beyond: "hold" });
  if (answer.answer !== "hold") return null;
  return {
    guard: answer.guard,
    reason: `Over fewer days the budget is more a day: ${answer.reason}`,
  };
}

/** What cannot be let pass outweighs what can. */
const worst = (holds: (Hold | null)[]): Hold | null => {
  const real = holds.filter((hold) => hold !== null);
  return real.find(({ guard }) => guard === null) ?? real[0] ?? null;
};

type Moved = Pick<PlannedChange, "field" | "to">;
/** Whether it lets a record run that did not. */
export const enables = ({ field, to }: Moved): boolean => field === "status" && to === "active";
/** Whether it is an amount that grows. */
const raises = ({ field, from, to }: PlannedChange): boolean =>
  MONEY_FIELDS.has(field) && typeof from === "string" && typeof to === "string" && BigInt(to) > BigInt(from);
/** Whether more may be spent because of it, or at another pace. */
export const movesSpend = (change: Moved): boolean => SPEND_FIELDS.has(change.field) || enables(change);

function changedFields(
  record: PlanRecord,
  { shadow, observed }: NonNullable<PlanRecord["link"]>,
  kind: KindCapabilities,
): [PlannedChange, FieldVerdict][] {
  const verdicts = compareRecord({ rules: kind.fields, shadow, desired: record.desired, observed });
  return Object.entries(verdicts)
    .filter(([, verdict]) => verdict === "push" || verdict === "drift" || verdict === "conflict")
    .map(([field, verdict]) => [
      {
        field,
        from: observed[field] ?? null,
        to: record.desired[field] ?? null,
        agreed: shadow.desired[field] ?? null,
        by: verdict === "drift" ? null : record.editedBy,
        reason: verdict === "drift" ? "changed over there" : "edited here",
      },
      verdict,
    ]);
}

/** One operation for these fields; of those that stay behind it leaves what both sides agreed on. */
function operationOf(
  record: PlanRecord,
  changes: PlannedChange[],
  behind: PlannedChange[],
  hold: Hold | null,
): PlannedOperation[] {
  if (changes.length === 0) return [];
  const asBefore = behind.map(({ field }) => [field, record.link?.shadow.desired[field] ?? null]);
  const desired: CanonicalRecord = {
    ...record.desired,
    ...Object.fromEntries(changes.map(({ field, to }) => [field, to])),
    ...Object.fromEntries(asBefore),
  };
  return [
    {
      kind: changeKind(changes),
      record,
      desired,
      changes,
      state: hold ? "held" : "planned",
      reason: hold?.reason ?? null,
      guard: hold?.guard ?? null,
      finalStatus: null,
    },
  ];
}

/** What has to be decided or mended before the field can be sent, or null. */
function obstacleTo(
  change: PlannedChange,
  verdict: FieldVerdict,
  record: PlanRecord,
  kind: KindCapabilities,
): string | null {
  const { field } = change;
  if (isPutAwayThere(record, kind)) return "It was put away over there, and edited here. Decide under Conflicts.";
  if (verdict === "conflict") return `Both sides changed the ${fieldWord(field)}.`;
  if (record.link?.frozen?.includes(field)) {
    return `The ${fieldWord(field)} keeps changing back and forth. Decide under Conflicts.`;
  }
  if (kind.fields[field]?.immutable) {
    return `The ${fieldWord(field)} cannot change once the ${record.kind.replace("_", " ")} exists there.`;
  }
  const [problem] = record.problems;
  // Pausing something that has a fault is the last thing to refuse.
  return problem && (field !== "status" || enables(change)) ? problemSentence(problem) : null;
}

function guard(
  { field, from, to }: PlannedChange,
  record: PlanRecord,
  kind: KindCapabilities,
  guardrails: Guardrails,
): GuardAnswer {
  if (field === "bidStrategy") return guardBidStrategy(from, to);
  // A share follows from the amount above it; its ad groups are judged together.
  if (!MONEY_FIELDS.has(field) || kind.fields[field]?.shared) return { answer: "pass" };
  return guardMoneyChange({ from, to, dayBefore: record.dayBefore?.[field] }, guardrails);
}

export const problemSentence = ({ field, message }: PlanRecord["problems"][number]): string => {
  const word = fieldWord(field);
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}: ${message}`;
};

export function changeKind(changes: PlannedChange[]): PlannedOperation["kind"] {
  const [only, ...others] = changes;
  if (!only || others.length > 0 || only.field !== "status") return "update";
  if (only.to === "paused") return "pause";
  if (only.to === "active") return "resume";
  return only.to === "archived" ? "archive" : "update";
}

/** The operation without these fields, and these fields held. */
export function holdApart(
  operation: PlannedOperation,
  isHeld: (change: PlannedChange) => boolean,
  hold: Hold,
): PlannedOperation[] {
  const held = operation.changes.filter(isHeld);
  const rest = operation.changes.filter((change) => !isHeld(change));
  if (held.length === 0) return [operation];
  const agreed = operation.record.link?.shadow.desired ?? {};
  const asBefore = Object.fromEntries(held.map(({ field }) => [field, agreed[field] ?? null]));
  const apart = { ...operation, kind: changeKind(held), changes: held, state: "held" as const, ...hold };
  if (rest.length === 0) return [apart];
  return [
    { ...operation, kind: changeKind(rest), changes: rest, desired: { ...operation.desired, ...asBefore } },
    apart,
  ];
}
