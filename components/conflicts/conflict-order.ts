import type { ConflictView } from "@/lib/domain/views/conflicts";

/** The record itself as a field: one side took it away, the other edited it. */
export const EXISTENCE = "record";

type Stake = { micros: bigint; currency: string };

/** What choosing one side rather than the other changes a day, all fields together. Null where no money is at stake. */
export function moneyAtStake(conflict: Pick<ConflictView, "fields">): Stake | null {
  let micros = 0n;
  let currency: string | null = null;
  for (const { moneyEffect } of conflict.fields) {
    if (!moneyEffect) continue;
    currency ??= moneyEffect.currency;
    const difference = BigInt(moneyEffect.localPerDayMicros) - BigInt(moneyEffect.platformPerDayMicros);
    micros += difference < 0n ? -difference : difference;
  }
  return currency === null || micros === 0n ? null : { micros, currency };
}

/** Most money first, then newest. Currencies are compared by their figures: there is no rate that everyone would accept. */
export function byStake(conflicts: readonly ConflictView[]): ConflictView[] {
  const ranked = conflicts.map((conflict) => ({ conflict, stake: moneyAtStake(conflict)?.micros ?? 0n }));
  ranked.sort((a, b) => {
    if (a.stake !== b.stake) return a.stake > b.stake ? -1 : 1;
    return b.conflict.detectedAt.localeCompare(a.conflict.detectedAt) || (a.conflict.id < b.conflict.id ? 1 : -1);
  });
  return ranked.map(({ conflict }) => conflict);
}

/**
 * Two conflicts with the same key are alike: one choice means the same for both. Same platform, same fields in conflict
 * and no others, with the same choices open; where the record itself is in question, also who took it away.
 */
export function likeness({ platform, fields }: Pick<ConflictView, "platform" | "fields">): string {
  const parts = fields.map(({ name, local, final, notTaken }) =>
    name === EXISTENCE
      ? `${name}:${JSON.stringify(local)}`
      : `${name}${final ? ":final" : ""}${notTaken ? ":ours" : ""}`,
  );
  return [platform, ...parts.sort()].join("|");
}

/** How many conflicts there are of each likeness. */
export function countAlike(conflicts: readonly ConflictView[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const conflict of conflicts) {
    const key = likeness(conflict);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Those of the list that are like one of them, itself among them, in the order of the list. */
export function alike(conflicts: readonly ConflictView[], one: ConflictView): ConflictView[] {
  const key = likeness(one);
  return conflicts.filter((conflict) => likeness(conflict) === key);
}
