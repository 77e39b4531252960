import type { CanonicalValue } from "../../domain/canonical";
import type { FieldRule } from "../../platforms/types";
import { enables, holdApart, movesSpend } from "./changes";
import { type Guardrails, guardMoneyChange, type Hold } from "./guards";
import { AMOUNT } from "./pace";
import type { PlannedOperation, PlanRecord } from "./planned";

type Facts = { rules: Record<string, FieldRule> | undefined; guardrails: Guardrails };

/**
 * Ad groups that share their campaign's budget move together. A share that falls makes room for the others, so it is
 * never held by itself; but when room that was counted on is not made, or the sum would jump, whatever raises a share
 * waits, and where the sum would fall too far every amount does. The same holds for all of them while the campaign itself
 * cannot follow; and a campaign is not enabled while its shares wait.
 */
export function holdUnsafeShares(
  operations: PlannedOperation[],
  records: PlanRecord[],
  factsOf: (record: PlanRecord) => Facts,
): void {
  // An ad group of a campaign that has its budget itself has no share.
  const hasShare = ({ desired, link }: PlanRecord) =>
    typeof desired[AMOUNT] === "string" || typeof link?.observed[AMOUNT] === "string";
  const sharing = records.filter((record) => factsOf(record).rules?.[AMOUNT]?.shared && hasShare(record));
  for (const campaignId of new Set(sharing.map((record) => record.campaignId))) {
    const shares = sharing.filter((record) => record.campaignId === campaignId);
    const [first] = shares;
    const hold = first && whyNot(operations, shares, campaignId, factsOf(first).guardrails);
    if (!hold) continue;
    if (hold.isCut)
      holdShares(operations, shares, ({ changes }) => changes.some(({ field }) => field === AMOUNT), hold);
    else holdRaises(operations, shares, hold);
    // Held raises leave less than what is wanted; anything else leaves more.
    if (hold.isCut || hold.guard === null) holdWake(operations, campaignId, hold);
  }
}

/** The campaign stays as it is while what it may spend waits. */
function holdWake(operations: PlannedOperation[], campaignId: string, { guard, reason }: Hold): void {
  const top = operations.find(
    ({ record, state, kind }) => record.id === campaignId && state === "planned" && kind !== "create",
  );
  if (top) operations.splice(operations.indexOf(top), 1, ...holdApart(top, enables, { guard, reason }));
}

function whyNot(
  operations: PlannedOperation[],
  shares: PlanRecord[],
  campaignId: string,
  guardrails: Guardrails,
): (Hold & { isCut?: boolean }) | null {
  const top = operations.find(({ record, state }) => record.id === campaignId && state === "held");
  if (top?.changes.some(({ field }) => field === "budgetOn")) {
    return {
      guard: null,
      reason:
        "The budget cannot move between campaign and ad groups once the campaign exists. Make a new campaign for it.",
    };
  }
  const ofGroup = (record: PlanRecord) => operations.filter((operation) => operation.record.id === record.id);
  let before = 0n;
  let dayBefore = 0n;
  // A share that was made today took its part of what was there before; counted, each new one would lift the day's limit. What
  // was put away today was still there then.
  let dayBeforeOfOld = 0n;
  let after = 0n;
  for (const record of shares) {
    const current = currentShare(record);
    before += current;
    const then = record.dayBefore?.[AMOUNT] === undefined ? current : amount(record.dayBefore[AMOUNT]);
    dayBefore += then;
    if (!record.madeToday) dayBeforeOfOld += record.awayToday ? amount(record.link?.observed[AMOUNT]) : then;
    const outcome = shareAfter(record, ofGroup(record), current);
    if (outcome === "stuck") {
      return {
        guard: null,
        reason: "Waits until the other ad groups of this campaign give way: together they would spend more.",
      };
    }
    after += outcome;
  }
  const then = dayBeforeOfOld > 0n ? dayBeforeOfOld : dayBefore;
  const sum = { from: before === 0n ? null : String(before), to: String(after), dayBefore: String(then) };
  // Which of several shares should give in is nothing to decide by rule: a sum is held, never clamped.
  const answer = guardMoneyChange(sum, { ...guardrails, beyond: "hold" });
  return answer.answer === "hold" ? { guard: answer.guard, reason: answer.reason, isCut: after < before } : null;
}

const amount = (value: CanonicalValue | undefined): bigint => (typeof value === "string" ? BigInt(value) : 0n);
const isPutAway = (record: PlanRecord): boolean => record.link?.shadow.desired.status === "archived";

/** What the platform lets an ad group spend of a budget it shares, in micros. */
export const currentShare = (record: PlanRecord): bigint =>
  record.link && !isPutAway(record) ? amount(record.link.observed[AMOUNT]) : 0n;

/** What the ad group may spend once the plan is done; `stuck` when it should give way and does not. */
function shareAfter(record: PlanRecord, operations: PlannedOperation[], current: bigint): bigint | "stuck" {
  const putsAway = operations.find(({ kind }) => kind === "remove" || kind === "archive");
  if (putsAway) return putsAway.state === "held" ? "stuck" : 0n;
  if (!record.link) return operations.some(({ state }) => state === "planned") ? amount(record.desired[AMOUNT]) : 0n;
  const change = operations.find(({ changes }) => changes.some(({ field }) => field === AMOUNT));
  if (!change) return current;
  const wanted = amount(record.desired[AMOUNT]);
  if (change.state === "planned") return wanted;
  return wanted < current ? "stuck" : current;
}

/** Holds whatever lets one of these ad groups spend more. */
export const holdRaises = (operations: PlannedOperation[], shares: PlanRecord[], hold: Hold): void =>
  holdShares(operations, shares, raises, hold);

/** Holds what these operations do to what is spent, and new ad groups whole. */
function holdShares(
  operations: PlannedOperation[],
  shares: PlanRecord[],
  isMeant: (operation: PlannedOperation) => boolean,
  { guard, reason }: Hold,
): void {
  const ids = new Set(shares.map((record) => record.id));
  for (const operation of [...operations]) {
    const { record } = operation;
    if (!ids.has(record.id) || operation.state === "held") continue;
    if (operation.kind === "create") Object.assign(operation, { state: "held", guard, reason });
    else if (isMeant(operation)) {
      const apart = holdApart(operation, movesSpend, { guard, reason });
      operations.splice(operations.indexOf(operation), 1, ...apart);
    }
  }
}

const raises = ({ changes }: PlannedOperation): boolean => raisesShare(changes);

type Moved = { field: string; from: CanonicalValue; to: CanonicalValue };
/** Whether these changes let an ad group spend more, or less, of a budget it shares. Nothing counts as 0. */
export const raisesShare = (changes: readonly Moved[]): boolean =>
  changes.some(({ field, from, to }) => field === AMOUNT && amount(to) > amount(from));
export const lowersShare = (changes: readonly Moved[]): boolean =>
  changes.some(({ field, from, to }) => field === AMOUNT && amount(to) < amount(from));
