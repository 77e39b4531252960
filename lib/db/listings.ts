import { uuidv7 } from "uuidv7";
import type { RecordKind } from "../domain/canonical";
import { db } from "./client";
import { toDatabaseJson } from "./json";

/** Whole listings: what one named, what none of our records is linked to, and what it should have named and did not. */

/** The kind above a kind, as SQL. */
export const parentKindOf = (kind: string) =>
  `(case ${kind}::text when 'ad_group' then 'campaign' when 'ad' then 'ad_group' when 'keyword' then 'ad_group' end)::"RecordKind"`;

type Named = {
  platformId: string;
  parentPlatformId: string | null;
  marker: string | null;
  name: string;
  /** Canonical, with what else is needed to take the record on under `ABOUT`. */
  value: unknown;
};

export type ListedFrom = {
  organizationId: string;
  connectionId: string;
  syncRunId: string;
  recordKind: RecordKind;
  page: number;
  beganAt: Date;
};

/** Notes the ids of one page: a row a page, so that a reading of an unchanged account touches no link. Safe to repeat. */
export async function saveListingPage(page: ListedFrom, platformIds: string[]): Promise<void> {
  await db.$executeRaw`
    insert into "ListingPage" ("syncRunId", "recordKind", "page", "platformIds")
    values (${page.syncRunId}::uuid, ${page.recordKind}::"RecordKind", ${page.page}, ${platformIds})
    on conflict ("syncRunId", "recordKind", "page") do update set "platformIds" = excluded."platformIds"`;
}

/**
 * Keeps what no record of ours is linked to, for people to adopt or import. A record that a push is just creating carries
 * the mark of a link that has no id yet, and is left out; one with the mark of a link that has its id is a second copy, and
 * is kept. What is known and unchanged is not written again; what is below something dismissed is dismissed with it.
 */
export async function saveUnknown(page: ListedFrom, records: Named[]): Promise<void> {
  if (records.length === 0) return;
  await db.$executeRawUnsafe(
    /* sql */ `insert into "RemoteRecord" ("id", "organizationId", "connectionId", "recordKind", "platformId", "parentPlatformId", "name", "value", "firstSeenAt", "seenAt", "dismissedAt")
     select r."id", $1::uuid, $2::uuid, $3::"RecordKind", r."platformId", r."parentPlatformId", r."name", r."value", $4::timestamptz, $4::timestamptz,
       (select p."dismissedAt" from "RemoteRecord" p where p."connectionId" = $2::uuid and p."platformId" = r."parentPlatformId"
          and p."recordKind" = ${parentKindOf('$3::"RecordKind"')})
     from jsonb_to_recordset($5::jsonb) as r("id" uuid, "platformId" text, "parentPlatformId" text, "marker" text, "name" text, "value" jsonb)
     where not exists (
       select 1 from "Link" l where l."connectionId" = $2::uuid and l."recordKind" = $3::"RecordKind"
         and (l."platformId" = r."platformId" or (l."marker" <> '' and l."marker" = r."marker" and l."platformId" is null)))
     on conflict ("connectionId", "recordKind", "platformId") do update
       set "name" = excluded."name", "value" = excluded."value", "parentPlatformId" = excluded."parentPlatformId", "seenAt" = excluded."seenAt"
       where "RemoteRecord"."value" is distinct from excluded."value" or "RemoteRecord"."name" is distinct from excluded."name"`,
    page.organizationId,
    page.connectionId,
    page.recordKind,
    page.beganAt.toISOString(),
    toDatabaseJson(records.map((record) => ({ ...record, id: uuidv7() }))),
  );
}

/** What is archived or deleted over there is nothing to take on any more. */
export const forgetRemoved = ({ connectionId, recordKind }: ListedFrom, platformIds: string[]) =>
  platformIds.length === 0
    ? Promise.resolve(0)
    : db.$executeRaw`delete from "RemoteRecord" where "connectionId" = ${connectionId}::uuid
        and "recordKind" = ${recordKind}::"RecordKind" and "platformId" = any(${platformIds})`;

export type ListingScope = {
  syncRunId: string;
  connectionId: string;
  recordKind: RecordKind;
  beganAt: Date;
  /** How long a listing may lack what was just written. */
  lagMs: number;
};

/** Links in the reach of a listing: there long enough before it began, and not known to be gone. */
const IN_REACH = /* sql */ `l."connectionId" = $1::uuid and l."recordKind" = $2::"RecordKind" and l."platformId" is not null
  and l."goneAt" is null and l."createdAt" < $4::timestamptz
  and (l."writtenAt" is null or l."writtenAt" < $4::timestamptz - $5::int * interval '1 millisecond')`;

const SEEN = /* sql */ `seen as (
  select unnest("platformIds") as "platformId" from "ListingPage" where "syncRunId" = $3::uuid and "recordKind" = $2::"RecordKind")`;

const parameters = ({ connectionId, recordKind, syncRunId, beganAt }: ListingScope) =>
  [connectionId, recordKind, syncRunId, beganAt.toISOString()] as const;
const reach = (scope: ListingScope) => [...parameters(scope), scope.lagMs] as const;

/** How many linked records a whole listing should have named, and how many of those it did. */
export async function compareWithListing(scope: ListingScope): Promise<{ linked: number; named: number }> {
  const [row] = await db.$queryRawUnsafe<{ linked: number; named: number }[]>(
    /* sql */ `with ${SEEN}
     select count(*)::int as linked, count(s."platformId")::int as named
     from "Link" l left join (select distinct "platformId" from seen) s on s."platformId" = l."platformId" where ${IN_REACH}`,
    ...reach(scope),
  );
  return row ?? { linked: 0, named: 0 };
}

/**
 * Settles a whole listing: what it names is missing no longer, what it does not name is missing from now on. Answers the
 * links that the listing of an earlier pull did not name either, the one that was asked for longest ago first: only of
 * those may the platform be asked whether they are gone. Safe to repeat: done twice it is still one listing.
 */
export async function settleMissing(
  scope: ListingScope,
): Promise<{ missing: number; suspects: { linkId: string; platformId: string }[] }> {
  const rows = await db.$queryRawUnsafe<{ id: string; platformId: string; before: boolean }[]>(
    /* sql */ `with ${SEEN}, judged as (
       select l."id", l."platformId", l."observedAt", l."missingSince" is not null as "was", l."missingSince" < $4::timestamptz as "before",
         not exists (select 1 from seen s where s."platformId" = l."platformId") as "now"
       from "Link" l where ${IN_REACH}
     ), changed as (
       select l."id" from "Link" l join judged j on j."id" = l."id" where j."was" <> j."now" order by l."recordId" for update of l
     ), written as (
       update "Link" l set "missingSince" = case when j."now" then $4::timestamptz end
       from judged j, changed k where l."id" = j."id" and k."id" = l."id" returning 1
     )
     select "id", "platformId", coalesce("before", false) as "before" from judged where "now" order by "observedAt" nulls first, "id"`,
    ...reach(scope),
  );
  const suspects = rows.filter((row) => row.before).map((row) => ({ linkId: row.id, platformId: row.platformId }));
  return { missing: rows.length, suspects };
}

/** The platform's own word that these no longer exist. What that means for our side is judged next. */
export const markGone = (linkIds: string[], at: Date) =>
  db.link.updateMany({
    where: { id: { in: linkIds }, goneAt: null },
    data: { goneAt: at, observedAt: at, syncStatus: "pending" },
  });

/** Forgets what a whole listing does not name any more, or what is linked by now. Answers how many are left. */
export async function dropVanished(scope: ListingScope): Promise<number> {
  const [row] = await db.$queryRawUnsafe<{ left: number }[]>(
    /* sql */ `with ${SEEN}, gone as (
       delete from "RemoteRecord" r where r."connectionId" = $1::uuid and r."recordKind" = $2::"RecordKind" and r."seenAt" <= $4::timestamptz
         -- What a person decided outlives a listing that skips it.
         and (r."dismissedAt" is null and not exists (select 1 from seen s where s."platformId" = r."platformId")
           or exists (select 1 from "Link" l where l."connectionId" = r."connectionId" and l."recordKind" = r."recordKind" and l."platformId" = r."platformId"))
       returning r."id")
     select count(*)::int as "left" from "RemoteRecord" r where r."connectionId" = $1::uuid and r."recordKind" = $2::"RecordKind"
       and r."dismissedAt" is null and r."id" not in (select "id" from gone)`,
    ...parameters(scope),
  );
  return row?.left ?? 0;
}
