import { db } from "./client";
import { IN_LOCK_ORDER } from "./observations";
import type { OperationRow } from "./operations";
import { NOT_TICKED } from "./sync-runs";

/**
 * Sets with a record whose next try is due, the longest overdue first. A set that is being pushed just now waits, and so
 * does one with a connection that a person has to see to: it must not stand in the way of those that can be tried.
 */
export const listSetsToRetry = (now: Date, limit: number) =>
  db.$queryRaw<{ organizationId: string; campaignSetId: string }[]>`
    select l."organizationId", l."campaignSetId" from "Link" l
    join "CampaignSet" s on s."id" = l."campaignSetId" and s."deletedAt" is null
    where l."syncStatus" = 'failed' and l."nextAttemptAt" <= ${now.toISOString()}::timestamptz
      and not exists (select 1 from "SyncRun" r where r."openKey" = l."campaignSetId")
      and not exists (
        select 1 from "Campaign" c join "Connection" k on k."id" = c."connectionId"
        where c."campaignSetId" = l."campaignSetId" and k."status" <> 'active')
    group by 1, 2 order by min(l."nextAttemptAt") limit ${limit}::int`;

/** What became of a record in the last run that was to bring it over. */
export type Unfinished = {
  recordId: string;
  campaignId: string;
  parentRecordId: string | null;
  /** Its next try is due. */
  isDue: boolean;
  /**
   * `kept_paused`: there, and not enabled because something below it was not. `waiting`: never reached. `held`: waits for a
   * person. `left_out`: a person did not tick it.
   */
  outcome: "failed" | "kept_paused" | "waiting" | "held" | "left_out";
};

/**
 * The records of a set whose next try is due, with what else of their campaigns was asked for and did not come over. Each
 * record is judged by the last run that had anything to do with it, however many runs with other work came since.
 */
export const listUnfinished = (campaignSetId: string, now: Date) =>
  db.$queryRaw<Unfinished[]>`
    with due as (
      select l."recordId", l."campaignId" from "Link" l
      where l."campaignSetId" = ${campaignSetId}::uuid and l."syncStatus" = 'failed' and l."nextAttemptAt" <= ${now.toISOString()}::timestamptz
    ), judged as (
      select o."recordId", o."campaignId", o."parentRecordId", o."syncRunId", case
          when o."state" = 'failed' then 'failed'
          when o."state" = 'held' then case when o."startedAt" is null then 'held' else 'kept_paused' end
          when o."state" = 'skipped' then case when o."reason" = ${NOT_TICKED} then 'left_out' else 'waiting' end
        end as "outcome"
      from "Operation" o join "SyncRun" r on r."id" = o."syncRunId"
      where r."campaignSetId" = ${campaignSetId}::uuid and r."endedAt" is not null and not r."dryRun"
        and o."campaignId" in (select "campaignId" from due)
    ), latest as (
      -- One run may have two operations for a record; the one that is to be tried again counts.
      select distinct on ("recordId") * from judged order by "recordId", "syncRunId" desc,
        array_position(array['failed', 'kept_paused', 'waiting', 'held', 'left_out'], "outcome") nulls last
    )
    select coalesce(d."recordId", o."recordId") as "recordId", coalesce(d."campaignId", o."campaignId") as "campaignId",
      o."parentRecordId", d."recordId" is not null as "isDue", coalesce(o."outcome", 'failed') as "outcome"
    from latest o full join due d on d."recordId" = o."recordId"
    where d."recordId" is not null or o."outcome" is not null`;

/**
 * The next try comes no earlier than this, unless one that is made meanwhile says otherwise: a run that ends before it
 * reaches them, or cannot be opened at all, is not opened again at every look.
 */
export const postponeRetries = (campaignSetId: string, recordIds: string[], until: Date) =>
  setNextAttempt(campaignSetId, recordIds, until);

/** A person left these out of a push: they are tried again when a person says so. */
export const forgetRetries = (campaignSetId: string, recordIds: string[]) =>
  setNextAttempt(campaignSetId, recordIds, null);

const setNextAttempt = (campaignSetId: string, recordIds: string[], at: Date | null) =>
  db.$executeRawUnsafe(
    /* sql */ `with locked as (
       select l."id" from "Link" l where l."campaignSetId" = $1::uuid and l."recordId" = any($2::uuid[]) and l."nextAttemptAt" is not null
       ${IN_LOCK_ORDER}
     )
     update "Link" l set "nextAttemptAt" = $3::timestamptz from locked k where l."id" = k."id"`,
    campaignSetId,
    recordIds,
    at?.toISOString() ?? null,
  );

type Planned = { campaignSetId: string; planId: string; recordIds: string[] };

/** Of these records those for which the plan has nothing to try: an edit took it out, it is held, or it arrived after all. */
export const forgetSettledRetries = ({ campaignSetId, planId, recordIds }: Planned) =>
  db.$executeRawUnsafe(
    /* sql */ `with locked as (
       select l."id" from "Link" l where l."campaignSetId" = $1::uuid and l."recordId" = any($2::uuid[]) and l."nextAttemptAt" is not null
         and not exists (select 1 from "Operation" o where o."planId" = $3::uuid and o."recordId" = l."recordId" and o."state" = 'planned')
       ${IN_LOCK_ORDER}
     )
     update "Link" l set "nextAttemptAt" = null from locked k where l."id" = k."id"`,
    campaignSetId,
    recordIds,
    planId,
  );

/**
 * The records of a run that did not come over with it nor with a later one: failed, never reached, or kept paused for those.
 * What was left out on purpose or waits for a person is none of them.
 */
export const listUnlanded = (organizationId: string, syncRunId: string) =>
  db.$queryRaw<{ recordId: string; isFailed: boolean }[]>`
    select o."recordId", bool_or(o."state" = 'failed') as "isFailed" from "Operation" o
    where o."organizationId" = ${organizationId}::uuid and o."syncRunId" = ${syncRunId}::uuid
      and (o."state" = 'failed' or (o."state" = 'held' and o."startedAt" is not null)
        or (o."state" = 'skipped' and o."reason" is distinct from ${NOT_TICKED}))
      and not exists (
        select 1 from "Operation" later where later."organizationId" = o."organizationId" and later."recordId" = o."recordId"
          and later."syncRunId" > o."syncRunId" and later."state" = 'applied')
    group by 1 order by 1`;

/** What the last run that did not bring a record over was to make of it. */
export type Asked = Pick<OperationRow, "recordId" | "kind" | "changes" | "desired">;

/** Of these records all that was asked for in vain, the last time each. */
export const listAskedFor = (campaignSetId: string, recordIds: string[]) =>
  db.$queryRaw<Asked[]>`
    select o."recordId", o."kind"::text as "kind", o."changes", o."desired"
    from unnest(${recordIds}::uuid[]) as asked("id")
    cross join lateral (
      select u."syncRunId" from "Operation" u join "SyncRun" r on r."id" = u."syncRunId"
      where u."recordId" = asked."id" and r."campaignSetId" = ${campaignSetId}::uuid and r."endedAt" is not null and not r."dryRun"
        and u."state" in ('failed', 'held', 'skipped')
      order by u."syncRunId" desc limit 1) latest
    join "Operation" o on o."recordId" = asked."id" and o."syncRunId" = latest."syncRunId"`;
