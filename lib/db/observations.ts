import { type CanonicalRecord, REPORTED_FIELDS, type RecordKind } from "../domain/canonical";
import { db } from "./client";
import { toDatabaseJson } from "./json";

/**
 * A listing touches the links of every set on its connection while other runs save theirs. All statements that touch
 * several links take them in this order, so that none waits for one that waits for it.
 */
export const IN_LOCK_ORDER = /* sql */ `order by l."recordId" for update of l`;

type Reading = { platformId: string; value: CanonicalRecord };

export type ReadRecords = {
  connectionId: string;
  recordKind: RecordKind;
  /** When the reading began. */
  beganAt: Date;
  records: Reading[];
};

/** A listing shows what was just written a little later: what it says of that proves nothing. */
export type ListedRecords = ReadRecords & { lagMs: number };

/** The links of the records read, each as it is and as it was read; parameters 1 to 4 are the reading's. */
const READ = /* sql */ `from "Link" l join jsonb_to_recordset($4::jsonb) as r("platformId" text, "value" jsonb) on l."platformId" = r."platformId"
  where l."connectionId" = $1::uuid and l."recordKind" = $2::"RecordKind" and (l."observedAt" is null or l."observedAt" <= $3::timestamptz)`;

/** What a record was just read to be: it is there, whatever was concluded from an earlier reading. */
const SAVE_READ = /* sql */ `update "Link" l set "observed" = coalesce(l."observed", '{}') || k."value", "observedAt" = $3::timestamptz,
  "goneAt" = null, "missingSince" = case when l."goneAt" is null then l."missingSince" end
  from locked k where l."id" = k."id"`;

const parameters = ({ connectionId, recordKind, beganAt, records }: ReadRecords) =>
  [connectionId, recordKind, beganAt.toISOString(), toDatabaseJson(records)] as const;

/** How many links changed, and what a listing that may be older than our last write shows otherwise than we know it. */
type SavedPage = { changed: number; doubtful: string[] };

/**
 * Saves one page of a listing, in one statement. Fields a reading leaves out keep what was known of them, and a reading
 * that began before our last write to a record, or before a reading saved already, does not touch it; neither does one that
 * began so shortly after our write that listings may not show it yet. What was taken for gone and is named again is not gone.
 */
export async function saveObservedPage(page: ListedRecords): Promise<SavedPage> {
  const [row] = await db.$queryRawUnsafe<SavedPage[]>(
    /* sql */ `with locked as (
       select l."id", r."value" ${READ}
         and (l."writtenAt" is null or l."writtenAt" < $3::timestamptz - $5::int * interval '1 millisecond')
         and (l."goneAt" is not null or coalesce(l."observed", '{}') is distinct from coalesce(l."observed", '{}') || r."value")
       ${IN_LOCK_ORDER}
     ), saved as (${SAVE_READ} returning 1),
     doubtful as (
       select l."platformId" ${READ}
         and l."writtenAt" < $3::timestamptz and l."writtenAt" >= $3::timestamptz - $5::int * interval '1 millisecond'
         and coalesce(l."observed", '{}') - $6::text[] is distinct from (coalesce(l."observed", '{}') || r."value") - $6::text[]
     )
     select (select count(*)::int from saved) as "changed", array(select "platformId" from doubtful order by 1) as "doubtful"`,
    ...parameters(page),
    page.lagMs,
    REPORTED_FIELDS,
  );
  return row ?? { changed: 0, doubtful: [] };
}

/**
 * Saves what the platform said of records it was asked for directly. Also notes that they were asked for where they are as
 * they were known, so that others come first when there is more to ask than time.
 */
export const saveDirectReadings = (read: ReadRecords): Promise<number> =>
  db.$executeRawUnsafe(
    /* sql */ `with locked as (
       select l."id", r."value" ${READ} and (l."writtenAt" is null or l."writtenAt" < $3::timestamptz)
       ${IN_LOCK_ORDER}
     ) ${SAVE_READ}`,
    ...parameters(read),
  );

type Shown = { platformId: string; parts: Record<string, { platformId?: string }> };

/**
 * Of a listed page the records that are made of other parts than we know (an ad of another post): somebody changed that over
 * there. What one of ours replaces is still shown for a while, and what we just wrote proves nothing.
 */
export async function listMadeOtherwise(page: {
  connectionId: string;
  recordKind: RecordKind;
  beganAt: Date;
  lagMs: number;
  most: number;
  records: Shown[];
}): Promise<string[]> {
  const { connectionId, recordKind, beganAt, lagMs, most, records } = page;
  const rows = await db.$queryRawUnsafe<{ platformId: string }[]>(
    /* sql */ `select distinct l."platformId" from "Link" l
     join jsonb_to_recordset($4::jsonb) as r("platformId" text, "part" text, "made" text) on l."platformId" = r."platformId"
     where l."connectionId" = $1::uuid and l."recordKind" = $2::"RecordKind" and l."goneAt" is null
       and (l."writtenAt" is null or l."writtenAt" < $3::timestamptz - $5::int * interval '1 millisecond')
       and l."parts"->r."part"->>'platformId' <> r."made" and l."parts"->r."part"->>'replaces' is distinct from r."made"
     order by 1 limit $6::int`,
    connectionId,
    recordKind,
    beganAt.toISOString(),
    toDatabaseJson(
      records.flatMap(({ platformId, parts }) =>
        Object.entries(parts).map(([part, made]) => ({ platformId, part, made: made.platformId })),
      ),
    ),
    lagMs,
    most,
  );
  return rows.map(({ platformId }) => platformId);
}

/** Saves what such records were read to be made of, unless we wrote them since. */
export const saveParts = (
  read: { connectionId: string; recordKind: RecordKind; beganAt: Date },
  records: Shown[],
): Promise<number> =>
  db.$executeRawUnsafe(
    /* sql */ `with locked as (
       select l."id", r."parts" from "Link" l
       join jsonb_to_recordset($4::jsonb) as r("platformId" text, "parts" jsonb) on l."platformId" = r."platformId"
       where l."connectionId" = $1::uuid and l."recordKind" = $2::"RecordKind"
         and (l."writtenAt" is null or l."writtenAt" < $3::timestamptz)
       ${IN_LOCK_ORDER}
     )
     update "Link" l set "parts" = coalesce(l."parts", '{}') || k."parts" from locked k where l."id" = k."id"`,
    read.connectionId,
    read.recordKind,
    read.beganAt.toISOString(),
    toDatabaseJson(records),
  );

/** How many linked records of a kind a listing that began then should name, and how many of them this page does. */
export async function compareWithPage(page: {
  connectionId: string;
  recordKind: RecordKind;
  beganAt: Date;
  lagMs: number;
  platformIds: string[];
}): Promise<{ linked: number; named: number }> {
  const { connectionId, recordKind, beganAt, lagMs, platformIds } = page;
  const [row] = await db.$queryRaw<{ linked: number; named: number }[]>`
    select count(*)::int as linked, (count(*) filter (where "platformId" = any(${platformIds})))::int as named
    from "Link" where "connectionId" = ${connectionId}::uuid and "recordKind" = ${recordKind}::"RecordKind"
      and "platformId" is not null and "goneAt" is null
      and ("writtenAt" is null or "writtenAt" < ${beganAt.toISOString()}::timestamptz - ${lagMs}::int * interval '1 millisecond')`;
  return row ?? { linked: 0, named: 0 };
}

/** The connections of a set and which kinds of record are linked on each. */
export const listLinkedKinds = (organizationId: string, campaignSetId: string) =>
  db.$queryRaw<{ connectionId: string; recordKind: RecordKind }[]>`
    select distinct "connectionId", "recordKind"::text as "recordKind" from "Link"
    where "organizationId" = ${organizationId}::uuid and "campaignSetId" = ${campaignSetId}::uuid and "platformId" is not null`;

/** The kinds of record that are linked on a connection, of whatever set. */
export const listKindsOn = (organizationId: string, connectionId: string) =>
  db.$queryRaw<{ recordKind: RecordKind }[]>`
    select distinct "recordKind"::text as "recordKind" from "Link" where "organizationId" = ${organizationId}::uuid
      and "connectionId" = ${connectionId}::uuid and "platformId" is not null and "goneAt" is null`;

export const markPulled = (organizationId: string, connectionIds: string[], at: Date) =>
  db.connection.updateMany({ where: { organizationId, id: { in: connectionIds } }, data: { lastPullAt: at } });

type Agreement = { connectionId: string; recordId: string; fields: CanonicalRecord };

/** Takes the values both sides came to by themselves as their new common base; without it a later edit looks like a conflict. */
export const saveAgreements = (organizationId: string, agreements: Agreement[]): Promise<number> =>
  agreements.length === 0
    ? Promise.resolve(0)
    : db.$executeRawUnsafe(
        /* sql */ `with agreed as (
           select * from jsonb_to_recordset($2::jsonb) as r("connectionId" uuid, "recordId" uuid, "fields" jsonb)
         ), locked as (
           select l."id", r."fields" from "Link" l
           join agreed r on l."connectionId" = r."connectionId" and l."recordId" = r."recordId"
           where l."organizationId" = $1::uuid
           ${IN_LOCK_ORDER}
         )
         update "Link" l set
           "shadowDesired" = coalesce(l."shadowDesired", '{}') || k."fields",
           "shadowObserved" = coalesce(l."shadowObserved", '{}') || k."fields"
         from locked k where l."id" = k."id"`,
        organizationId,
        toDatabaseJson(agreements),
      );
