import type { PlanView, SpendPartView } from "@/lib/domain/views/plans";

export type SpendOutlook = {
  currency: string;
  beforeMicros: string;
  /** When everything that is chosen lands. */
  afterMicros: string;
  /** When only what raises it lands: a cut may fail. Null where it cannot be told. */
  worstMicros: string | null;
};

/** What is spent a day before and after, by currency, when of a plan only the chosen operations are sent. */
export function spendOutlook(
  { spend, spendParts, operations }: Pick<PlanView, "spend" | "spendParts"> & { operations: readonly { id: string }[] },
  chosen: ReadonlySet<string>,
): SpendOutlook[] {
  // The plan's own figures count all that it does not hold.
  const planned = new Set(operations.map(({ id }) => id));
  return spend.map(({ currency, perDayBeforeMicros, perDayAfterMicros }) => {
    let after = BigInt(perDayAfterMicros);
    let worst = BigInt(perDayBeforeMicros);
    for (const part of spendParts ?? []) {
      if (part.currency !== currency) continue;
      const then = afterOf(part, chosen);
      const raise = then - (part.running ? BigInt(part.currentMicros) : 0n);
      after += then - afterOf(part, planned);
      if (raise > 0n) worst += raise;
    }
    return {
      currency,
      beforeMicros: perDayBeforeMicros,
      afterMicros: after.toString(),
      worstMicros: spendParts ? worst.toString() : null,
    };
  });
}

/** What a campaign may spend a day once these operations have landed, and no other. */
function afterOf(part: SpendPartView, landed: ReadonlySet<string>): bigint {
  const runs = part.statusBy.every((id) => landed.has(id)) ? part.wantsToRun : part.running;
  if (!runs) return 0n;
  const moved = part.amountBy.filter(({ operationId }) => landed.has(operationId));
  if (moved.length === part.amountBy.length) return BigInt(part.wantedMicros);
  return moved.reduce((sum, { micros }) => sum + BigInt(micros), BigInt(part.currentMicros));
}
