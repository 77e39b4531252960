import { db } from "./client";

const shown = {
  id: true,
  platform: true,
  name: true,
  status: true,
  statusReason: true,
  mode: true,
  lastPullAt: true,
  tokenExpiresAt: true,
  settings: true,
  guardrails: true,
  policies: true,
  version: true,
  createdAt: true,
  quotas: { orderBy: { quotaGroup: "asc" } },
  breaker: { select: { state: true, openUntil: true } },
} as const;

/** Connections without their secrets, oldest first; the cursor is the last id of the page before. */
export const listConnectionRows = ({
  organizationId,
  limit,
  cursor,
}: {
  organizationId: string;
  limit: number;
  cursor: string | null;
}) =>
  db.connection.findMany({
    where: { organizationId, ...(cursor ? { id: { gt: cursor } } : {}) },
    select: shown,
    orderBy: { id: "asc" },
    take: limit,
  });

export const findConnectionRow = (organizationId: string, id: string) =>
  db.connection.findFirst({ where: { organizationId, id }, select: shown });

export type ConnectionRow = Awaited<ReturnType<typeof listConnectionRows>>[number];

export type ConnectionCounts = {
  connectionId: string;
  campaigns: number;
  openConflicts: number;
  held: number;
  failing: number;
  unlisted: number;
};

/** What each connection carries and what is wrong on it. `held` counts what guardrails hold in the newest plan of each set. */
export const countByConnection = (organizationId: string) => db.$queryRaw<ConnectionCounts[]>`
  with plans as (
    select distinct on ("campaignSetId") "id" from "Plan"
    where "organizationId" = ${organizationId}::uuid order by "campaignSetId", "id" desc
  ), held as (
    select "connectionId", count(*)::int as n from "Operation"
    where "planId" in (select "id" from plans) and "state" = 'held' and "guard" is not null group by 1
  ), failing as (
    select "connectionId", count(*)::int as n from "Link"
    where "organizationId" = ${organizationId}::uuid and "syncStatus" = 'failed' group by 1
  ), unlisted as (
    select "connectionId", count(*)::int as n from "Link"
    where "organizationId" = ${organizationId}::uuid and "missingSince" is not null and "goneAt" is null group by 1
  ), conflicts as (
    select "connectionId", count(*)::int as n from "Conflict"
    where "organizationId" = ${organizationId}::uuid and "status" = 'open' group by 1
  ), campaigns as (
    select c."connectionId", count(*)::int as n from "Campaign" c join "CampaignSet" s on s."id" = c."campaignSetId"
    where c."organizationId" = ${organizationId}::uuid and c."deletedAt" is null and s."deletedAt" is null group by 1
  )
  select k."id" as "connectionId", coalesce(campaigns.n, 0) as campaigns, coalesce(conflicts.n, 0) as "openConflicts",
    coalesce(held.n, 0) as held, coalesce(failing.n, 0) as failing, coalesce(unlisted.n, 0) as unlisted
  from "Connection" k
  left join campaigns on campaigns."connectionId" = k."id" left join conflicts on conflicts."connectionId" = k."id"
  left join held on held."connectionId" = k."id" left join failing on failing."connectionId" = k."id"
  left join unlisted on unlisted."connectionId" = k."id"
  where k."organizationId" = ${organizationId}::uuid`;
