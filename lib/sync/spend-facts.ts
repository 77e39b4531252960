import { guardrailsOf } from "../connections/guardrails";
import type { SetRecords } from "../db/set-records";
import { listAmountsAt, sumSpentElsewhere } from "../db/spend";
import type { CanonicalRecord } from "../domain/canonical";

/** What the guardrails of spend look at beside the set itself. */
export type SpendFacts = {
  now: Date;
  /** Amounts as they were 24 hours ago, by record, where we changed them since. */
  dayBefore: Map<string, CanonicalRecord>;
  /** Records that we made, and that we put away, within the last 24 hours. */
  madeToday: Set<string>;
  awayToday: Set<string>;
  /** What the other sets of a connection spend a day, in micros, where the connection has a limit. */
  elsewhere: Map<string, bigint>;
};

const DAY_MS = 86_400_000;

export async function readSpendFacts(
  scope: { organizationId: string; campaignSetId: string },
  set: SetRecords,
  now: Date,
): Promise<SpendFacts> {
  const connectionIds = set.connections
    .filter(({ guardrails }) => guardrailsOf(guardrails).maxExposureMicros !== null)
    .map(({ id }) => id);
  const [{ amounts: dayBefore, made: madeToday, away: awayToday }, elsewhere] = await Promise.all([
    listAmountsAt({ ...scope, since: new Date(now.getTime() - DAY_MS) }),
    sumSpentElsewhere({ ...scope, connectionIds, now }),
  ]);
  return { now, dayBefore, madeToday, awayToday, elsewhere };
}
