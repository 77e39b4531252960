import type { CanonicalRecord, CanonicalValue } from "../../domain/canonical";
import type { CallForecastView } from "../../domain/views/plans";
import type { Capabilities } from "../../platforms/types";
import { AMOUNT, datesOf, movesDates, PACE_FIELDS, perDayMicros } from "./pace";
import type { PlannedOperation, PlanRecord } from "./planned";
import { currentShare } from "./shared-budgets";

export type SpendForecast = { currency: string; perDayBeforeMicros: string; perDayAfterMicros: string };

/** What one campaign may spend a day: what the platform runs now, and once every planned operation has landed. */
export type CampaignSpend = {
  record: PlanRecord;
  currency: string;
  before: bigint;
  after: bigint;
  /** The same taken apart: whether it runs, and what it may spend while it does. */
  running: boolean;
  wantsToRun: boolean;
  current: bigint;
  wanted: bigint;
};

/**
 * One campaign's part of the forecast, and the operations it depends on: for any of them it can be told what is spent
 * when only those land.
 */
export type SpendPart = {
  currency: string;
  running: boolean;
  wantsToRun: boolean;
  /** It runs or stops once all of these have landed. */
  statusBy: string[];
  currentMicros: string;
  wantedMicros: string;
  /** What each of these moves of the amount; all of them together lead to what is wanted. */
  amountBy: { operationId: string; micros: string }[];
};

/** The spend of each campaign, on itself or shared by its ad groups. What is held stays as it is. */
export function campaignSpends(records: PlanRecord[], operations: PlannedOperation[], now: Date): CampaignSpend[] {
  const held = new Map<string, Set<string>>();
  const heldShares = new Set<string>();
  const sent = new Map<string, bigint>();
  for (const { state, record, changes } of operations) {
    const amount = changes.find(({ field }) => field === AMOUNT);
    if (state !== "held") {
      if (typeof amount?.to === "string") sent.set(record.id, BigInt(amount.to));
      continue;
    }
    held.set(record.id, new Set([...(held.get(record.id) ?? []), ...changes.map(({ field }) => field)]));
    if (record.kind === "ad_group" && changes.some(({ field }) => PACE_FIELDS.has(field)))
      heldShares.add(record.campaignId);
  }
  const shares = new Map<string, bigint>();
  const datesOfShares = new Map<string, CanonicalRecord>();
  for (const record of records) {
    if (record.kind !== "ad_group") continue;
    const share = currentShare(record);
    shares.set(record.campaignId, (shares.get(record.campaignId) ?? 0n) + share);
    if (record.link && share > 0n) datesOfShares.set(record.campaignId, record.link.observed);
  }
  return records.flatMap((record) => {
    const { budget } = record;
    if (!budget) return [];
    // A clamped amount is less than what our row says.
    const wanted = perDayMicros({ ...budget, amountMicros: sent.get(record.id) ?? budget.amountMicros }, now);
    const own = record.link?.observed[AMOUNT];
    const running = record.link?.observed.status === "active" && !record.link.gone;
    const amountThere = typeof own === "string" ? BigInt(own) : (shares.get(record.id) ?? 0n);
    const there = datesOf((typeof own === "string" ? record.link?.observed : datesOfShares.get(record.id)) ?? {});
    const datesThere = { startAt: there.startAt ?? budget.startAt, endAt: there.endAt ?? budget.endAt };
    const current =
      amountThere > 0n ? perDayMicros({ ...budget, amountMicros: amountThere, ...datesThere }, now) : wanted;
    const heldFields = held.get(record.id);
    const wantsToRun = !record.deleted && record.desired.status === "active";
    const runsAfter = heldFields?.has("status") ? running : wantsToRun;
    const staysAsItIs = [...PACE_FIELDS].some((field) => heldFields?.has(field)) || heldShares.has(record.id);
    return [
      {
        record,
        currency: budget.currency,
        before: running ? current : 0n,
        after: runsAfter ? (staysAsItIs ? current : wanted) : 0n,
        running,
        wantsToRun,
        current,
        wanted,
      },
    ];
  });
}

/** The parts of the campaigns that a plan does something to, planned or held. */
export function spendParts(
  records: PlanRecord[],
  operations: PlannedOperation[],
  idOf: (operation: PlannedOperation) => string,
  now: Date,
): SpendPart[] {
  const byCampaign = new Map<string, PlannedOperation[]>();
  for (const operation of operations) {
    const { campaignId } = operation.record;
    const others = byCampaign.get(campaignId);
    if (others) others.push(operation);
    else byCampaign.set(campaignId, [operation]);
  }
  return campaignSpends(records, operations, now).flatMap(({ record: top, ...spend }) => {
    const { budget } = top;
    const own = byCampaign.get(top.id);
    if (!own || !budget) return [];
    const perDay = (amount: CanonicalValue | undefined) =>
      typeof amount === "string" ? perDayMicros({ ...budget, amountMicros: BigInt(amount) }, now) : 0n;
    const amountBy = own.flatMap((operation) => {
      const amount = operation.changes.find(({ field }) => field === AMOUNT);
      // A new campaign has its amount from the beginning, whichever of its ad groups come along.
      if (!amount || !top.link) return [];
      return { operation, micros: perDay(amount.to) - perDay(amount.from) };
    });
    return {
      currency: spend.currency,
      running: spend.running,
      wantsToRun: spend.wantsToRun,
      statusBy: own.filter((operation) => operation.record.id === top.id && movesStatus(operation)).map(idOf),
      currentMicros: spend.current.toString(),
      wantedMicros: spend.wanted.toString(),
      amountBy: withDates(amountBy, own, spend).map(({ operation, micros }) => ({
        operationId: idOf(operation),
        micros: micros.toString(),
      })),
    };
  });
}

type AmountMove = { operation: PlannedOperation; micros: bigint };

/** Where the dates of a lifetime budget move, the same amount is another one a day: that is put to what moves them. */
function withDates(
  amounts: AmountMove[],
  operations: PlannedOperation[],
  { current, wanted }: Pick<CampaignSpend, "current" | "wanted">,
): AmountMove[] {
  const dated = operations.find(({ kind, changes }) => kind !== "create" && changes.some(movesDates));
  const rest = wanted - current - amounts.reduce((sum, { micros }) => sum + micros, 0n);
  if (!dated || rest === 0n) return amounts;
  const known = amounts.find(({ operation }) => operation === dated);
  const others = amounts.filter((one) => one !== known);
  return [...others, { operation: dated, micros: (known?.micros ?? 0n) + rest }];
}

const movesStatus = ({ kind, changes }: PlannedOperation): boolean =>
  kind === "create" || kind === "remove" || changes.some(({ field }) => field === "status");

/** Spend a day before and after a plan, by currency. */
export function forecastSpend(records: PlanRecord[], operations: PlannedOperation[], now: Date): SpendForecast[] {
  const totals = new Map<string, { before: bigint; after: bigint }>();
  for (const { currency, before, after } of campaignSpends(records, operations, now)) {
    const total = totals.get(currency) ?? { before: 0n, after: 0n };
    totals.set(currency, { before: total.before + before, after: total.after + after });
  }
  return [...totals].map(([currency, { before, after }]) => ({
    currency,
    perDayBeforeMicros: before.toString(),
    perDayAfterMicros: after.toString(),
  }));
}

/** Calls of each quota group. */
export type GroupCalls = { group: string; calls: number };

/** Calls a plan will cost on one connection, in all and by the quota group they count in. */
export function forecastCalls(
  operations: PlannedOperation[],
  capabilities: Capabilities,
): { calls: number; groups: GroupCalls[] } {
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
  const groups = [...byGroup].map(([group, calls]) => ({ group, calls }));
  return { calls: groups.reduce((sum, { calls }) => sum + calls, 0), groups };
}

/** A quota's present window; `resetsAt` is an instant, or null where none is open. */
type Window = { group: string; used: number; limit: number; windowSeconds: number; resetsAt: string | null };

/**
 * What the platform's quotas have left for these calls, and the least time they take with it: what goes beyond the
 * present window waits for the next ones. A group of which nothing was called yet has its whole quota.
 */
export function fitQuotas(
  groups: GroupCalls[],
  windows: Window[],
  { quotaGroups }: Pick<Capabilities, "quotaGroups">,
  now: Date,
): Pick<CallForecastView, "quota" | "minimumSeconds"> {
  const quota = groups.flatMap(({ group, calls }) => {
    const known = windows.find((window) => window.group === group);
    const assumed = quotaGroups[group];
    if (!known && !assumed) return [];
    const { used, limit, windowSeconds, resetsAt } = known ?? {
      used: 0,
      limit: assumed?.limit ?? 0,
      windowSeconds: (assumed?.windowMs ?? 0) / 1000,
      resetsAt: null,
    };
    return { group, calls, left: Math.max(0, limit - used), limit, windowSeconds, resetsAt };
  });
  const waits = quota.map(({ calls, left, limit, windowSeconds, resetsAt }) => {
    if (calls <= left) return 0;
    const untilNext = resetsAt ? Math.max(0, (Date.parse(resetsAt) - now.getTime()) / 1000) : windowSeconds;
    return untilNext + (Math.ceil((calls - left) / limit) - 1) * windowSeconds;
  });
  return { quota, minimumSeconds: Math.round(Math.max(0, ...waits)) };
}
