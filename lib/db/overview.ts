import { db } from "./client";

export type HourCounts = { at: Date; completed: number; held: number; partial: number; failed: number };

/**
 * Runs that ended in each of the last 24 hours, oldest hour first; an hour without runs is there with zeros. A run of which
 * nothing failed and something waits for a person is `held`, not `partial`. Trial runs sent nothing and are left out.
 */
export const countRunsByHour = (organizationId: string) => db.$queryRaw<HourCounts[]>`
  select h.at, count(*) filter (where r."status" = 'completed')::int as completed,
    count(*) filter (where r."status" = 'partial' and r."failed" = 0)::int as held,
    count(*) filter (where r."status" = 'partial' and r."failed" > 0)::int as partial,
    count(*) filter (where r."status" = 'failed')::int as failed
  from generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') as h(at)
  left join "SyncRun" r on r."organizationId" = ${organizationId}::uuid and r."endedAt" >= h.at
    and r."endedAt" < h.at + interval '1 hour' and not r."dryRun"
  group by h.at order by h.at`;

/** Sets and connections whose newest run failed as a whole. */
export const listFailedRuns = (organizationId: string, limit: number) => db.$queryRaw<
  { id: string; campaignSetId: string | null; name: string; error: { message?: string } | null }[]
>`
  select newest."id", newest."campaignSetId", coalesce(s."name", k."name") as name, newest."error"
  from (
    select distinct on (coalesce("campaignSetId", "connectionId")) * from "SyncRun"
    where "organizationId" = ${organizationId}::uuid order by coalesce("campaignSetId", "connectionId"), "id" desc
  ) newest
  left join "CampaignSet" s on s."id" = newest."campaignSetId" and s."deletedAt" is null
  left join "Connection" k on k."id" = newest."connectionId" and k."status" = 'active'
  where newest."status" = 'failed' and coalesce(s."id", k."id") is not null
  order by newest."id" desc limit ${limit}::int`;

/** One failure of each of these sets, the newest link's, to show why. */
export const findFailureMessages = (campaignSetIds: string[]) => db.$queryRaw<
  { campaignSetId: string; message: string | null }[]
>`
  select distinct on ("campaignSetId") "campaignSetId", "errorLog"->>'message' as message from "Link"
  where "campaignSetId" = any(${campaignSetIds}::uuid[]) and "syncStatus" = 'failed'
  order by "campaignSetId", "id" desc`;
