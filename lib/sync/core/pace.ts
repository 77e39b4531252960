import type { CanonicalRecord, CanonicalValue } from "../../domain/canonical";

export const AMOUNT = "budgetAmountMicros";
/** What decides how much is spent a day while a campaign runs. */
export const PACE_FIELDS = new Set([AMOUNT, "startAt", "endAt"]);

/** Whether it says on which days the amount is spent. */
export const movesDates = ({ field }: { field: string }): boolean => field !== AMOUNT && PACE_FIELDS.has(field);

/** A budget as a campaign of ours has it. */
export type Budgeted = {
  currency: string;
  type: string;
  amountMicros: bigint;
  startAt: Date | null;
  endAt: Date | null;
};

const DAY_MS = 86_400_000;

/** What a campaign may spend a day: its daily budget, or its lifetime budget over its days, rounded up. */
export function perDayMicros({ type, amountMicros, startAt, endAt }: Budgeted, now: Date): bigint {
  if (type === "daily" || !endAt) return amountMicros;
  const from = startAt && startAt > now ? startAt : now;
  const days = BigInt(Math.max(1, Math.ceil((endAt.getTime() - from.getTime()) / DAY_MS)));
  return (amountMicros + days - 1n) / days;
}

/** The same of a record as either side has it; null of one without an amount. */
export function perDayOf(values: CanonicalRecord, now: Date): bigint | null {
  const amount = values[AMOUNT];
  if (typeof amount !== "string") return null;
  const type = String(values.budgetType);
  return perDayMicros({ currency: "", type, amountMicros: BigInt(amount), ...datesOf(values) }, now);
}

export const datesOf = ({ startAt, endAt }: CanonicalRecord) => ({ startAt: dateOf(startAt), endAt: dateOf(endAt) });
const dateOf = (value: CanonicalValue | undefined) => (typeof value === "string" ? new Date(value) : null);
