import type { RemoteRecord } from "../../prisma/generated/client";
import type { RecordKind } from "../domain/canonical";
import { db, type Transaction } from "./client";
import { parentKindOf } from "./listings";

/** What readings found on a platform and none of our records is linked to. */

type Scope = { organizationId: string; connectionId: string };
export type Ref = { recordKind: RecordKind; platformId: string };

const at = ({ organizationId, connectionId }: Scope) => [organizationId, connectionId] as const;

/** Found, still not linked. A listing that began before a link was made may have put it back. */
const UNLINKED = /* sql */ `r."organizationId" = $1::uuid and r."connectionId" = $2::uuid
  and not exists (select 1 from "Link" l where l."connectionId" = $2::uuid and l."recordKind" = r."recordKind" and l."platformId" = r."platformId")`;

/** The record of ours it hangs under; nobody offers what hangs under something that was deleted here. */
const WITH_PARENT = /* sql */ `left join lateral (
    select p."recordId", p."recordKind", p."campaignId", c."campaignSetId", coalesce(g."name", c."name") as "name", s."name" as "setName"
    from "Link" p join "Campaign" c on c."id" = p."campaignId" and c."deletedAt" is null
    join "CampaignSet" s on s."id" = c."campaignSetId" and s."deletedAt" is null
    left join "AdGroup" g on p."recordKind" = 'ad_group' and g."id" = p."recordId"
    where p."connectionId" = $2::uuid and p."platformId" = r."parentPlatformId" and p."recordKind" = ${parentKindOf('r."recordKind"')}
      and (p."recordKind" = 'campaign' or g."deletedAt" is null and g."id" is not null)
  ) parent on r."recordKind" <> 'campaign'`;

/** The record of ours whose mark it carries although that is linked to something else. */
const WITH_ORIGINAL = /* sql */ `left join lateral (
    select o."recordId", c."name", c."campaignSetId", s."name" as "setName" from "Link" o
    join "Campaign" c on c."id" = o."campaignId" join "CampaignSet" s on s."id" = c."campaignSetId"
    where r."value"->'_about'->>'marker' is not null
      and o."connectionId" = $2::uuid and o."recordKind" = r."recordKind" and o."marker" = r."value"->'_about'->>'marker'
      and o."marker" <> '' and o."platformId" is not null limit 1
  ) original on true`;

const ON_TOP = /* sql */ `(r."recordKind" = 'campaign' or parent."recordId" is not null)`;

export type FoundRow = RemoteRecord & {
  parentRecordId: string | null;
  parentKind: RecordKind | null;
  parentCampaignId: string | null;
  parentName: string | null;
  parentSetId: string | null;
  parentSetName: string | null;
  originalId: string | null;
  originalName: string | null;
  originalSetId: string | null;
  originalSetName: string | null;
};

/** What can be taken on by itself: campaigns, and what was found under a record of ours. Newest first. */
export const listFound = (
  scope: Scope,
  { limit, cursor, dismissed }: { limit: number; cursor: string | null; dismissed: boolean },
): Promise<FoundRow[]> =>
  db.$queryRawUnsafe<FoundRow[]>(
    /* sql */ `select r.*, parent."recordId" as "parentRecordId", parent."recordKind"::text as "parentKind", parent."campaignId" as "parentCampaignId",
       parent."name" as "parentName", parent."campaignSetId" as "parentSetId", parent."setName" as "parentSetName",
       original."recordId" as "originalId", original."name" as "originalName", original."campaignSetId" as "originalSetId", original."setName" as "originalSetName"
     from "RemoteRecord" r ${WITH_PARENT} ${WITH_ORIGINAL}
     where ${UNLINKED} and ${ON_TOP} and (r."dismissedAt" is not null) = $3::boolean
       and ($4::uuid is null or r."id" < $4::uuid)
     order by r."id" desc limit $5::int`,
    ...at(scope),
    dismissed,
    cursor,
    limit + 1,
  );

type FoundCounts = { open: number; copies: number; dismissed: number };

export async function countFound(scope: Scope): Promise<FoundCounts> {
  const [row] = await db.$queryRawUnsafe<FoundCounts[]>(
    /* sql */ `select count(*) filter (where r."dismissedAt" is null)::int as "open",
       count(*) filter (where r."dismissedAt" is null and original."recordId" is not null)::int as "copies",
       count(*) filter (where r."dismissedAt" is not null)::int as "dismissed"
     from "RemoteRecord" r ${WITH_PARENT} ${WITH_ORIGINAL} where ${UNLINKED} and ${ON_TOP}`,
    ...at(scope),
  );
  return row ?? { open: 0, copies: 0, dismissed: 0 };
}

export type Below = {
  recordKind: RecordKind;
  platformId: string;
  adGroups: number;
  ads: number;
  keywords: number;
  /** Budgets that stand on ad groups, a day and for the whole run; null where there are none. */
  dailyMicros: string | null;
  lifetimeMicros: string | null;
  endAt: string | null;
};

/** How many unknown records hang below each of these, and what their ad groups may spend. */
export const countBelow = (scope: Scope, refs: Ref[]): Promise<Below[]> =>
  refs.length === 0
    ? Promise.resolve([])
    : db.$queryRawUnsafe<Below[]>(
        /* sql */ `with recursive asked as (
           select * from jsonb_to_recordset($3::jsonb) as a("recordKind" "RecordKind", "platformId" text)
         ), tree as (
           select a."recordKind" as "rootKind", a."platformId" as "root", r."recordKind", r."platformId", r."value"
           from asked a join "RemoteRecord" r on r."organizationId" = $1::uuid and r."connectionId" = $2::uuid
             and ${parentKindOf('r."recordKind"')} = a."recordKind" and r."parentPlatformId" = a."platformId"
           union all
           select t."rootKind", t."root", r."recordKind", r."platformId", r."value"
           from tree t join "RemoteRecord" r on r."connectionId" = $2::uuid
             and ${parentKindOf('r."recordKind"')} = t."recordKind" and r."parentPlatformId" = t."platformId"
         )
         select "rootKind"::text as "recordKind", "root" as "platformId",
           count(*) filter (where "recordKind" = 'ad_group')::int as "adGroups",
           count(*) filter (where "recordKind" = 'ad')::int as "ads",
           count(*) filter (where "recordKind" = 'keyword')::int as "keywords",
           (sum(("value"->>'budgetAmountMicros')::numeric) filter (where "value"->>'budgetType' = 'daily'))::text as "dailyMicros",
           (sum(("value"->>'budgetAmountMicros')::numeric) filter (where "value"->>'budgetType' = 'lifetime'))::text as "lifetimeMicros",
           max("value"->>'endAt') as "endAt"
         from tree group by 1, 2`,
        ...at(scope),
        JSON.stringify(refs),
      );

type Namesake = {
  recordKind: RecordKind;
  name: string;
  /** The campaign an ad group belongs to; null for a campaign. */
  parentRecordId: string | null;
  recordId: string;
  campaignSetId: string;
  setName: string;
};

/** Records of ours with these names that never left for the platform: candidates for what bears their name there. */
export const listNamesakes = (
  { organizationId, connectionId }: Scope,
  names: string[],
  campaignIds: string[],
): Promise<Namesake[]> =>
  db.$queryRaw<Namesake[]>`
    with never as (
      select 'campaign' as "recordKind", c."name", null::uuid as "parentRecordId", c."id" as "recordId", c."campaignSetId"
      from "Campaign" c where c."organizationId" = ${organizationId}::uuid and c."connectionId" = ${connectionId}::uuid
        and c."deletedAt" is null and c."name" = any(${names})
      union all
      select 'ad_group', g."name", g."campaignId", g."id", c."campaignSetId"
      from "AdGroup" g join "Campaign" c on c."id" = g."campaignId"
      where g."organizationId" = ${organizationId}::uuid and g."campaignId" = any(${campaignIds}::uuid[])
        and g."deletedAt" is null and g."name" = any(${names})
    )
    select n.*, s."name" as "setName" from never n join "CampaignSet" s on s."id" = n."campaignSetId" and s."deletedAt" is null
    where not exists (select 1 from "Link" l where l."recordId" = n."recordId" and (l."platformId" is not null or l."intentAt" is not null))`;

/** These records with everything unknown below them, in the order in which they were found. */
export const readFoundTrees = (scope: Scope, refs: Ref[]): Promise<RemoteRecord[]> =>
  db.$queryRawUnsafe<RemoteRecord[]>(
    /* sql */ `with recursive tree as (
       select r.* from "RemoteRecord" r join jsonb_to_recordset($3::jsonb) as a("recordKind" "RecordKind", "platformId" text)
         on a."recordKind" = r."recordKind" and a."platformId" = r."platformId"
       where ${UNLINKED}
       union
       select r.* from "RemoteRecord" r join tree t on ${parentKindOf('r."recordKind"')} = t."recordKind" and r."parentPlatformId" = t."platformId"
       where ${UNLINKED}
     ) select * from tree order by "id"`,
    ...at(scope),
    JSON.stringify(refs),
  );

/** Takes these rows for the rest of the transaction. Answers how many are there still. */
export async function lockFound(tx: Transaction, ids: string[]): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "RemoteRecord" where "id" = any(${ids}::uuid[]) order by "id" for update`;
  return rows.length;
}

export const deleteFound = (tx: Transaction, ids: string[]) =>
  tx.$executeRaw`delete from "RemoteRecord" where "id" = any(${ids}::uuid[])`;

/** Says of these, and of all below them, that they are not ours to manage, or takes that back. Answers what changed, by reference. */
export const saveDismissed = (
  tx: Transaction,
  scope: Scope,
  refs: Ref[],
  dismissed: boolean,
): Promise<(Ref & { id: string; name: string })[]> =>
  tx.$queryRawUnsafe(
    /* sql */ `with recursive asked as (
       select * from jsonb_to_recordset($3::jsonb) as a("recordKind" "RecordKind", "platformId" text)
     ), tree as (
       select r."id", r."recordKind", r."platformId", true as "top" from "RemoteRecord" r
       join asked a on a."recordKind" = r."recordKind" and a."platformId" = r."platformId"
       where r."organizationId" = $1::uuid and r."connectionId" = $2::uuid
       union
       select r."id", r."recordKind", r."platformId", false from "RemoteRecord" r
       join tree t on ${parentKindOf('r."recordKind"')} = t."recordKind" and r."parentPlatformId" = t."platformId"
       where r."connectionId" = $2::uuid
     ), changed as (
       update "RemoteRecord" r set "dismissedAt" = case when $4::boolean then now() end
       where r."id" in (select "id" from tree) and (r."dismissedAt" is not null) <> $4::boolean
       returning r."id", r."recordKind", r."platformId", r."name"
     )
     select c."id", c."recordKind"::text as "recordKind", c."platformId", c."name" from changed c
     where exists (select 1 from tree t where t."id" = c."id" and t."top")`,
    ...at(scope),
    JSON.stringify(refs),
    dismissed,
  );

export type LinkedThere = Ref & { recordId: string; name: string; campaignId: string; campaignSetId: string };

/** Which of these are linked to a record of ours, and to which. */
export const findLinked = (tx: Transaction, scope: Scope, refs: Ref[]): Promise<LinkedThere[]> =>
  refs.length === 0
    ? Promise.resolve([])
    : tx.$queryRawUnsafe<LinkedThere[]>(
        /* sql */ `select l."recordKind"::text as "recordKind", l."platformId", l."recordId", l."campaignId", l."campaignSetId",
           coalesce(l."observed"->>'name', l."observed"->'headlines'->>0, l."platformId") as "name"
         from "Link" l join jsonb_to_recordset($3::jsonb) as a("recordKind" "RecordKind", "platformId" text)
           on a."recordKind" = l."recordKind" and a."platformId" = l."platformId"
         where l."organizationId" = $1::uuid and l."connectionId" = $2::uuid`,
        ...at(scope),
        JSON.stringify(refs),
      );

/** A second copy of a record of ours: it carries the mark of a link that leads elsewhere. */
export type Copy = Ref & {
  id: string;
  name: string;
  status: string;
  marker: string;
  recordId: string;
  linkedTo: string;
};

const COPY = /* sql */ `select r."id", r."recordKind"::text as "recordKind", r."platformId", r."name", r."value"->>'status' as "status",
    o."marker", o."recordId", o."platformId" as "linkedTo"
  from "RemoteRecord" r join "Link" o on o."connectionId" = $2::uuid and o."recordKind" = r."recordKind"
    and o."marker" = r."value"->'_about'->>'marker' and o."marker" <> '' and o."platformId" is not null`;

/** Those of these that are second copies. */
export const findCopies = (scope: Scope, refs: Ref[]): Promise<Copy[]> =>
  db.$queryRawUnsafe(
    /* sql */ `${COPY} join jsonb_to_recordset($3::jsonb) as a("recordKind" "RecordKind", "platformId" text)
       on a."recordKind" = r."recordKind" and a."platformId" = r."platformId"
     where ${UNLINKED}`,
    ...at(scope),
    JSON.stringify(refs),
  );

/** Second copies found since then, with nothing unknown below them, that nobody put aside; first found first. */
export const listNewCopies = (scope: Scope, { since, most }: { since: Date; most: number }): Promise<Copy[]> =>
  db.$queryRawUnsafe(
    /* sql */ `${COPY} where ${UNLINKED} and r."dismissedAt" is null and r."firstSeenAt" >= $3::timestamptz and not exists (
       select 1 from "RemoteRecord" b where b."connectionId" = $2::uuid and ${parentKindOf('b."recordKind"')} = r."recordKind" and b."parentPlatformId" = r."platformId")
     order by r."id" limit $4::int`,
    ...at(scope),
    since.toISOString(),
    most,
  );

export const countOpenConflicts = (organizationId: string, recordIds: string[]): Promise<number> =>
  db.conflict.count({ where: { organizationId, recordId: { in: recordIds }, status: "open" } });

/** When the last good reading of a connection began. */
export const findReadAt = async ({ organizationId, connectionId }: Scope): Promise<Date | null> =>
  (
    await db.connection.findFirst({
      where: { id: connectionId, organizationId },
      select: { id: true, lastPullAt: true },
    })
  )?.lastPullAt ?? null;

/** Campaigns that nobody here knows or put aside, by connection. */
export async function countFoundCampaigns(organizationId: string): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ connectionId: string; campaigns: number }[]>`
    select r."connectionId", count(*)::int as "campaigns" from "RemoteRecord" r
    where r."organizationId" = ${organizationId}::uuid and r."recordKind" = 'campaign' and r."dismissedAt" is null
      and not exists (select 1 from "Link" l where l."connectionId" = r."connectionId" and l."recordKind" = r."recordKind"
        and l."platformId" = r."platformId")
    group by 1`;
  return new Map(rows.map((row) => [row.connectionId, row.campaigns]));
}
