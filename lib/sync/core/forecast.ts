import type { Capabilities } from "../../platforms/types";
import type { PlannedOperation, PlanRecord } from "./planned";
import { currentShare } from "./shared-budgets";

export type SpendForecast = { currency: string; perDayBeforeMicros: string; perDayAfterMicros: string };

type Budgeted = { currency: string; type: string; amountMicros: bigint; startAt: Date | null; endAt: Date | null };

const DAY_MS = 86_400_000;
const AMOUNT = "budgetAmountMicros";

/** What a campaign may spend a day: its daily budget, or its lifetime budget over its days, rounded up. */
export function perDayMicros({ type, amountMicros, startAt, endAt }: Budgeted, now: Date): bigint {
  if (type === "daily" || !endAt) return amountMicros;
  const from = startAt && startAt > now ? startAt : now;
  const days = BigInt(Math.max(1, Math.ceil((endAt.getTime() - from.getTime()) / DAY_MS)));
  return (amountMicros + days - 1n) / days;
}

/**
 * Spend a day before and after a plan, by currency. Before: what the platform runs now, on the campaign or shared by its
 * ad groups. After: what it would run once
 * every planned operation has landed; held ones stay as they are.
 */
export function forecastSpend(
  records: PlanRecord[],
  operations: PlannedOperation[],
  budgetOf: (campaignId: string) => Budgeted | undefined,
  now: Date,
): SpendForecast[] {
  const held = new Map<string, Set<string>>();
  const heldShares = new Set<string>();
  for (const { state, record, changes } of operations) {
    if (state !== "held") continue;
    held.set(record.id, new Set(changes.map(({ field }) => field)));
    if (record.kind === "ad_group" && held.get(record.id)?.has(AMOUNT)) heldShares.add(record.campaignId);
  }
  const shares = new Map<string, bigint>();
  for (const record of records) {
    if (record.kind !== "ad_group") continue;
    shares.set(record.campaignId, (shares.get(record.campaignId) ?? 0n) + currentShare(record));
  }
  const totals = new Map<string, { before: bigint; after: bigint }>();
  for (const record of records) {
    if (record.kind !== "campaign") continue;
    const budget = budgetOf(record.id);
    if (!budget) continue;
    const total = totals.get(budget.currency) ?? { before: 0n, after: 0n };
    const wanted = perDayMicros(budget, now);
    const own = record.link?.observed[AMOUNT];
    const shared = shares.get(record.id) ?? 0n;
    const running = record.link?.observed.status === "active";
    const amountThere = typeof own === "string" ? BigInt(own) : shared;
    const current = amountThere > 0n ? perDayMicros({ ...budget, amountMicros: amountThere }, now) : wanted;
    if (running) total.before += current;
    const heldFields = held.get(record.id);
    const runsAfter = heldFields?.has("status") ? running : !record.deleted && record.desired.status === "active";
    const staysAsItIs = heldFields?.has(AMOUNT) || heldShares.has(record.id);
    if (runsAfter) total.after += staysAsItIs ? current : wanted;
    totals.set(budget.currency, total);
  }
  return [...totals].map(([currency, { before, after }]) => ({
    currency,
    perDayBeforeMicros: before.toString(),
    perDayAfterMicros: after.toString(),
  }));
}

/**
 * Calls a plan will cost on one connection, and the least time its quotas allow for them: the first window of each
 * quota group is free at once, what goes beyond it waits for the next ones.
 */
export function forecastCalls(
  operations: PlannedOperation[],
  capabilities: Capabilities,
): { calls: number; minimumSeconds: number } {
  const byGroup = new Map<string, number>();
  const add = (calls: Record<string, number> | undefined) => {
    for (const [group, count] of Object.entries(calls ?? {})) byGroup.set(group, (byGroup.get(group) ?? 0) + count);
  };
  for (const operation of operations) {
    if (operation.state === "held") continue;
    const kind = capabilities.kinds[operation.record.kind];
    if (operation.kind === "create") add(kind?.createCalls);
    if (operation.kind !== "create" || operation.finalStatus) add(kind?.updateCalls);
  }
  let minimumSeconds = 0;
  for (const [group, calls] of byGroup) {
    const quota = capabilities.quotaGroups[group];
    if (!quota) continue;
    const windowsToWaitFor = Math.ceil(calls / quota.limit) - 1;
    minimumSeconds = Math.max(minimumSeconds, (windowsToWaitFor * quota.windowMs) / 1000);
  }
  const calls = [...byGroup.values()].reduce((sum, count) => sum + count, 0);
  return { calls, minimumSeconds };
}
