import type { CanonicalValue } from "../../domain/canonical";
import type { GUARDS } from "../../domain/views/plans";

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
  /** Of what the amount was 24 hours ago, however many changes there were since. */
  maxIncreaseADay: number;
  maxDecrease: number;
  /** An amount beyond a limit waits for a person (`hold`), or goes as far as the limit and the rest waits (`clamp`). */
  beyond: "hold" | "clamp";
  maxDeletes: number;
  /** Above this share of a scope of at least `smallScope` records, deletes are held too. */
  maxDeleteShare: number;
  smallScope: number;
  /** The most all campaigns of the connection may spend a day, in micros of the account's currency; null for no limit. */
  maxExposureMicros: string | null;
};

export const DEFAULT_GUARDRAILS: Guardrails = {
  maxIncrease: 0.5,
  maxIncreaseADay: 1,
  maxDecrease: 0.8,
  beyond: "hold",
  maxDeletes: 10,
  maxDeleteShare: 0.05,
  smallScope: 40,
  maxExposureMicros: null,
};

/** What a guardrail looks at: one change, a day's changes, what a bid pays for, removals, the connection's spend a day. */
export type Guard = (typeof GUARDS)[number];

/** A guardrail or something else keeps an operation back; only what a guardrail holds can be let pass. */
export type Hold = { guard: Guard | null; reason: string };

export type GuardAnswer =
  | { answer: "pass" }
  | { answer: "clamp"; to: string; reason: string }
  | ({ answer: "hold" } & Hold);

const PASS: GuardAnswer = { answer: "pass" };
const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
/** Shares as whole hundred-thousandths, so that an amount of exactly the limit passes whatever its size. */
const PRECISION = 100_000n;
const scaled = (share: number) => BigInt(Math.round(share * Number(PRECISION)));
/** What a clamp rounds to, toward the amount before: a hundredth of the currency, which every platform takes. */
const CLAMP_UNIT = 10_000n;

type MoneyChange = {
  from: CanonicalValue;
  to: CanonicalValue;
  /** What the amount was 24 hours ago; left out when it did not change since. */
  dayBefore?: CanonicalValue;
};

/** May a budget or bid move this far? Micros texts; anything but an amount passes, as does a first amount. */
export function guardMoneyChange({ from, to, dayBefore = from }: MoneyChange, guardrails: Guardrails): GuardAnswer {
  if (typeof from !== "string" || typeof to !== "string") return PASS;
  const before = BigInt(from);
  const after = BigInt(to);
  if (before === 0n || after === before) return PASS;
  return after > before
    ? guardRaise(before, after, typeof dayBefore === "string" ? BigInt(dayBefore) : before, guardrails)
    : guardCut(before, after, guardrails);
}

function guardRaise(before: bigint, after: bigint, dayBefore: bigint, guardrails: Guardrails): GuardAnswer {
  const { maxIncrease, maxIncreaseADay } = guardrails;
  const most = share(before, 1 + maxIncrease);
  // An amount that was nothing a day ago says nothing about how far it may go.
  const mostToday = dayBefore === 0n ? after : share(dayBefore, 1 + maxIncreaseADay);
  if (after <= most && after <= mostToday) return PASS;
  const isDay = after <= most;
  const reason = isDay
    ? `+${percent(move(dayBefore, after))} within 24 hours is above the +${percent(maxIncreaseADay)} guardrail of this connection.`
    : `+${percent(move(before, after))} is above the +${percent(maxIncrease)} guardrail of this connection.`;
  const limit = ((most < mostToday ? most : mostToday) / CLAMP_UNIT) * CLAMP_UNIT;
  return beyond({ guard: isDay ? "day" : "change", reason }, limit > before ? limit : null, guardrails);
}

function guardCut(before: bigint, after: bigint, guardrails: Guardrails): GuardAnswer {
  const { maxDecrease } = guardrails;
  const least = before - share(before, maxDecrease);
  if (after >= least) return PASS;
  const reason = `−${percent(move(before, after))} is below the −${percent(maxDecrease)} guardrail of this connection.`;
  const limit = ((least + CLAMP_UNIT - 1n) / CLAMP_UNIT) * CLAMP_UNIT;
  return beyond({ guard: "change", reason }, limit < before ? limit : null, guardrails);
}

function beyond(hold: Hold, limit: bigint | null, guardrails: Guardrails): GuardAnswer {
  return guardrails.beyond === "clamp" && limit !== null
    ? { answer: "clamp", to: String(limit), reason: `${hold.reason} It goes as far as that; the rest waits.` }
    : { answer: "hold", ...hold };
}

const share = (amount: bigint, part: number): bigint => (amount * scaled(part)) / PRECISION;
const move = (from: bigint, to: bigint): number =>
  Math.abs(Number(((to - from) * PRECISION) / from)) / Number(PRECISION);

const PAID_FOR: Record<string, string> = { manual_cpc: "a click", manual_cpm: "1,000 impressions" };

/** The same amount means another price once a bid pays for something else, so a person looks at it. */
export function guardBidStrategy(from: CanonicalValue, to: CanonicalValue): GuardAnswer {
  const [before, after] = [PAID_FOR[String(from)], PAID_FOR[String(to)]];
  if (!before || !after || before === after) return PASS;
  return {
    answer: "hold",
    guard: "bid",
    reason: `The bid was the price of ${before} and becomes the price of ${after}.`,
  };
}

/** May this many records be removed in one run, out of a scope this large? */
export function guardDeletes(deletes: number, scope: number, guardrails: Guardrails): GuardAnswer {
  if (deletes > guardrails.maxDeletes) {
    return {
      answer: "hold",
      guard: "removals",
      reason: `${deletes} removals in one run are above the limit of ${guardrails.maxDeletes}.`,
    };
  }
  if (scope >= guardrails.smallScope && deletes / scope > guardrails.maxDeleteShare) {
    return {
      answer: "hold",
      guard: "removals",
      reason: `${deletes} removals are more than ${percent(guardrails.maxDeleteShare)} of the ${scope} records in scope.`,
    };
  }
  return PASS;
}
