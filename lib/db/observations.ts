import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import { db } from "./client";
import { toDatabaseJson } from "./json";

/**
 * A listing touches the links of every set on its connection while other runs save theirs. All statements that touch
 * several links take them in this order, so that none waits for one that waits for it.
 */
export const IN_LOCK_ORDER = /* sql */ `order by l."recordId" for update of l`;

type Reading = { platformId: string; value: CanonicalRecord };

/**
 * Saves one page of a listing, in one statement. Fields a reading leaves out keep what was known of them, and a reading
 * that began before our last write to a record, or before a reading saved already, does not touch it. Answers how many
 * links changed.
 */
export async function saveObservedPage(page: {
  connectionId: string;
  recordKind: RecordKind;
  beganAt: Date;
  records: Reading[];
}): Promise<number> {
  return db.$executeRawUnsafe(
    /* sql */ `with readings as (
       select * from jsonb_to_recordset($4::jsonb) as r("platformId" text, "value" jsonb)
     ), locked as (
       select l."id", r."value" from "Link" l join readings r on l."platformId" = r."platformId"
       where l."connectionId" = $1::uuid and l."recordKind" = $2::"RecordKind"
         and (l."writtenAt" is null or l."writtenAt" < $3::timestamptz)
         and (l."observedAt" is null or l."observedAt" <= $3::timestamptz)
         and coalesce(l."observed", '{}') is distinct from coalesce(l."observed", '{}') || r."value"
       ${IN_LOCK_ORDER}
     )
     update "Link" l set "observed" = coalesce(l."observed", '{}') || k."value", "observedAt" = $3::timestamptz
     from locked k where l."id" = k."id"`,
    page.connectionId,
    page.recordKind,
    page.beganAt.toISOString(),
    toDatabaseJson(page.records),
  );
}

/** The connections of a set and which kinds of record are linked on each. */
export const listLinkedKinds = (organizationId: string, campaignSetId: string) =>
  db.$queryRaw<{ connectionId: string; recordKind: RecordKind }[]>`
    select distinct "connectionId", "recordKind"::text as "recordKind" from "Link"
    where "organizationId" = ${organizationId}::uuid and "campaignSetId" = ${campaignSetId}::uuid and "platformId" is not null`;

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
