import { db } from "./client";

export type ConnectionCounts = {
  connectionId: string;
  campaigns: number;
  openConflicts: number;
  held: number;
  failing: number;
};

/** What each connection carries and what is wrong on it. `held` counts the newest plan of each set. */
export const countByConnection = (organizationId: string) => db.$queryRaw<ConnectionCounts[]>`
  with plans as (
    select distinct on ("campaignSetId") "id" from "Plan"
    where "organizationId" = ${organizationId}::uuid order by "campaignSetId", "id" desc
  ), held as (
    select "connectionId", count(*)::int as n from "Operation"
    where "planId" in (select "id" from plans) and "state" = 'held' group by 1
  ), failing as (
    select "connectionId", count(*)::int as n from "Link"
    where "organizationId" = ${organizationId}::uuid and "syncStatus" = 'failed' group by 1
  ), conflicts as (
    select "connectionId", count(*)::int as n from "Conflict"
    where "organizationId" = ${organizationId}::uuid and "status" = 'open' group by 1
  ), campaigns as (
    select c."connectionId", count(*)::int as n from "Campaign" c join "CampaignSet" s on s."id" = c."campaignSetId"
    where c."organizationId" = ${organizationId}::uuid and c."deletedAt" is null and s."deletedAt" is null group by 1
  )
  select k."id" as "connectionId", coalesce(campaigns.n, 0) as campaigns, coalesce(conflicts.n, 0) as "openConflicts",
    coalesce(held.n, 0) as held, coalesce(failing.n, 0) as failing
  from "Connection" k
  left join campaigns on campaigns."connectionId" = k."id" left join conflicts on conflicts."connectionId" = k."id"
  left join held on held."connectionId" = k."id" left join failing on failing."connectionId" = k."id"
  where k."organizationId" = ${organizationId}::uuid`;

export type HourCounts = { at: Date; completed: number; partial: number; failed: number };

/** Runs that ended in each of the last 24 hours, oldest hour first; an hour without runs is there with zeros. */
export const countRunsByHour = (organizationId: string) => db.$queryRaw<HourCounts[]>`
  select h.at, count(*) filter (where r."status" = 'completed')::int as completed,
    count(*) filter (where r."status" = 'partial')::int as partial,
    count(*) filter (where r."status" = 'failed')::int as failed
  from generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') as h(at)
  left join "SyncRun" r on r."organizationId" = ${organizationId}::uuid and r."endedAt" >= h.at
    and r."endedAt" < h.at + interval '1 hour'
  group by h.at order by h.at`;

/** Sets whose newest run failed as a whole. */
export const listFailedRuns = (organizationId: string, limit: number) => db.$queryRaw<
  { id: string; campaignSetId: string; name: string; error: { message?: string } | null }[]
>`
  select newest."id", newest."campaignSetId", s."name", newest."error"
  from (
    select distinct on ("campaignSetId") * from "SyncRun"
    where "organizationId" = ${organizationId}::uuid order by "campaignSetId", "id" desc
  ) newest join "CampaignSet" s on s."id" = newest."campaignSetId" and s."deletedAt" is null
  where newest."status" = 'failed' order by newest."id" desc limit ${limit}::int`;

/** One failure of each of these sets, the newest link's, to show why. */
export const findFailureMessages = (campaignSetIds: string[]) => db.$queryRaw<
  { campaignSetId: string; message: string | null }[]
>`
  select distinct on ("campaignSetId") "campaignSetId", "errorLog"->>'message' as message from "Link"
  where "campaignSetId" = any(${campaignSetIds}::uuid[]) and "syncStatus" = 'failed'
  order by "campaignSetId", "id" desc`;
