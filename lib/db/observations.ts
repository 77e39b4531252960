import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import { db } from "./client";
import { toDatabaseJson } from "./json";

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
    /* sql */ `update "Link" l set "observed" = coalesce(l."observed", '{}') || r."value", "observedAt" = $3::timestamptz
     from jsonb_to_recordset($4::jsonb) as r("platformId" text, "value" jsonb)
     where l."connectionId" = $1::uuid and l."recordKind" = $2::"RecordKind" and l."platformId" = r."platformId"
       and (l."writtenAt" is null or l."writtenAt" < $3::timestamptz)
       and (l."observedAt" is null or l."observedAt" <= $3::timestamptz)
       and coalesce(l."observed", '{}') is distinct from coalesce(l."observed", '{}') || r."value"`,
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
        /* sql */ `update "Link" l set
           "shadowDesired" = coalesce(l."shadowDesired", '{}') || r."fields",
           "shadowObserved" = coalesce(l."shadowObserved", '{}') || r."fields"
         from jsonb_to_recordset($2::jsonb) as r("connectionId" uuid, "recordId" uuid, "fields" jsonb)
         where l."organizationId" = $1::uuid and l."connectionId" = r."connectionId" and l."recordId" = r."recordId"`,
        organizationId,
        toDatabaseJson(agreements),
      );
