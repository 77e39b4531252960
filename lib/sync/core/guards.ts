import type { CanonicalValue } from "../../domain/canonical";

export const MONEY_FIELDS = new Set(["budgetAmountMicros", "bidAmountMicros"]);
/** What is spent is one decision: an amount sent without the type or the dates it was meant for is another amount. */
export const SPEND_FIELDS = new Set([
  ...MONEY_FIELDS,
  "objective",
  "budgetOn",
  "budgetType",
  "bidStrategy",
  "startAt",
  "endAt",
]);

/** Guardrails of one connection. Shares of the old value, so 0.5 lets a budget grow by half in one change. */
export type Guardrails = {
  maxIncrease: number;
  maxDecrease: number;
  maxDeletes: number;
  /** Above this share of a scope of at least `smallScope` records, deletes are held too. */
  maxDeleteShare: number;
  smallScope: number;
};

export const DEFAULT_GUARDRAILS: Guardrails = {
  maxIncrease: 0.5,
  maxDecrease: 0.8,
  maxDeletes: 10,
  maxDeleteShare: 0.05,
  smallScope: 40,
};

export type GuardAnswer = { answer: "pass" } | { answer: "hold"; reason: string };

const PASS: GuardAnswer = { answer: "pass" };
const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;

/** May a budget or bid move this far at once? Micros texts; anything but an amount passes. */
export function guardMoneyChange(from: CanonicalValue, to: CanonicalValue, guardrails: Guardrails): GuardAnswer {
  if (typeof from !== "string" || typeof to !== "string") return PASS;
  const before = BigInt(from);
  const after = BigInt(to);
  if (before === 0n) return PASS;
  // In thousandths, so that a change of exactly the limit passes.
  const change = Number(((after - before) * 100_000n) / before) / 100_000;
  if (change > guardrails.maxIncrease) {
    return {
      answer: "hold",
      reason: `+${percent(change)} is above the +${percent(guardrails.maxIncrease)} guardrail of this connection.`,
    };
  }
  if (-change > guardrails.maxDecrease) {
    return {
      answer: "hold",
      reason: `−${percent(-change)} is below the −${percent(guardrails.maxDecrease)} guardrail of this connection.`,
    };
  }
  return PASS;
}

/** May this many records be removed in one run, out of a scope this large? */
export function guardDeletes(deletes: number, scope: number, guardrails: Guardrails): GuardAnswer {
  if (deletes > guardrails.maxDeletes) {
    return {
      answer: "hold",
      reason: `${deletes} removals in one run are above the limit of ${guardrails.maxDeletes}.`,
    };
  }
  if (scope >= guardrails.smallScope && deletes / scope > guardrails.maxDeleteShare) {
    return {
      answer: "hold",
      reason: `${deletes} removals are more than ${percent(guardrails.maxDeleteShare)} of the ${scope} records in scope.`,
    };
  }
  return PASS;
}
