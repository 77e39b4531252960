import { type Clock, systemClock } from "../clock";
import { RETENTION, type RetentionName } from "../domain/retention";
import { db } from "./client";

// Small enough that no other statement waits for it noticeably.
const ROWS_AT_ONCE = 5_000;
// A step of the nightly work ends before anybody thinks it is stuck.
const CHUNKS_A_STEP = 20;

/** Fields that decide what is spent. What was said or sent about them is kept for good. */
const SPEND = `'"(budget|bid)[A-Za-z]*"'`;
const SPEND_ACTIONS = `('guardrail.approve', 'connection.guardrails')`;

/** The newest run of a set or a connection says how it stands, however long ago that was. */
const HAS_NEWER_RUN = `exists (select 1 from "SyncRun" n where n."id" > r."id"
  and (n."campaignSetId" = r."campaignSetId" or n."connectionId" = r."connectionId"))`;

/** Which rows go, as `t`; `$1` is the instant before which they are past their period. */
const PAST: Record<RetentionName, string> = {
  liveEvents: `t."createdAt" < $1`,
  idempotency: `t."createdAt" < $1`,
  authorizations: `t."expiresAt" < $1`,
  listings: `exists (select 1 from "SyncRun" r where r."id" = t."syncRunId" and r."endedAt" < $1)`,
  callBodies: `t."at" < $1 and (t."requestBody" is not null or t."responseBody" is not null)`,
  calls: `t."at" < $1`,
  operations: `not (t."state" = 'applied' and t."changes"::text ~ ${SPEND})
    and exists (select 1 from "SyncRun" r where r."id" = t."syncRunId" and r."endedAt" < $1 and ${HAS_NEWER_RUN})`,
  runs: `t."endedAt" < $1 and not exists (select 1 from "Operation" o where o."syncRunId" = t."id")
    and exists (select 1 from "SyncRun" r where r."id" = t."id" and ${HAS_NEWER_RUN})`,
  plans: `t."createdAt" < $1
    and not exists (select 1 from "Operation" o where o."planId" = t."id" and o."syncRunId" is not null)
    and not exists (select 1 from "SyncRun" r where r."planId" = t."id")
    and not exists (select 1 from "SyncRun" r where r."approvedPlanId" = t."id")`,
  dismissals: `t."dismissedAt" < $1`,
  audit: `t."at" < $1 and t."action" not in ${SPEND_ACTIONS}
    and coalesce(t."before"::text, '') !~ ${SPEND} and coalesce(t."after"::text, '') !~ ${SPEND}`,
};

function statement(name: RetentionName): string {
  const { table } = RETENTION[name];
  const chunk = `(select t.ctid from "${table}" t where ${PAST[name].replaceAll("$1", "$1::timestamptz")} limit $2::int)`;
  if (name === "callBodies")
    return `update "${table}" set "requestBody" = null, "responseBody" = null where ctid in ${chunk}`;
  return `delete from "${table}" where ctid in ${chunk}`;
}

type Options = { clock?: Clock; rowsAtOnce?: number; chunks?: number };

/**
 * Lets go of what is past its period, a chunk at a time. Answers how many rows that were and whether there may be more:
 * then it is called again. Links and conflicts have no period and stay.
 */
export async function deletePast(
  name: RetentionName,
  { clock = systemClock, rowsAtOnce = ROWS_AT_ONCE, chunks = CHUNKS_A_STEP }: Options = {},
): Promise<{ rows: number; more: boolean }> {
  const before = new Date(clock.now().getTime() - RETENTION[name].days * 86_400_000).toISOString();
  let rows = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const gone = await db.$executeRawUnsafe(statement(name), before, rowsAtOnce);
    rows += gone;
    if (gone < rowsAtOnce) return { rows, more: false };
  }
  return { rows, more: true };
}
