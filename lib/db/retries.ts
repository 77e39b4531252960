import { db } from "./client";
import { NOT_TICKED } from "./sync-runs";

/** Sets with a record whose next try is due, the longest overdue first. A set that is being pushed just now waits. */
export const listSetsToRetry = (now: Date, limit: number) =>
  db.$queryRaw<{ organizationId: string; campaignSetId: string }[]>`
    select l."organizationId", l."campaignSetId" from "Link" l
    where l."syncStatus" = 'failed' and l."nextAttemptAt" <= ${now.toISOString()}::timestamptz
      and not exists (select 1 from "SyncRun" r where r."openKey" = l."campaignSetId")
    group by 1, 2 order by min(l."nextAttemptAt") limit ${limit}::int`;

/** What the set's last push was asked to bring over and did not: failed, held back by a failure, or never reached. */
export async function listUnfinished(campaignSetId: string): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ recordId: string }[]>`
    select o."recordId" from "Operation" o
    where o."syncRunId" = (
        select "id" from "SyncRun" where "campaignSetId" = ${campaignSetId}::uuid and "endedAt" is not null and not "dryRun"
        order by "id" desc limit 1)
      and (o."state" = 'failed' or (o."state" = 'held' and o."startedAt" is not null)
        or (o."state" = 'skipped' and o."reason" is distinct from ${NOT_TICKED}))`;
  return new Set(rows.map((row) => row.recordId));
}

/** Nothing of these is left to try: an edit took it out of the plan, or a person pushed it. */
export const forgetRetries = (campaignSetId: string, now: Date) =>
  db.link.updateMany({ where: { campaignSetId, nextAttemptAt: { lte: now } }, data: { nextAttemptAt: null } });
