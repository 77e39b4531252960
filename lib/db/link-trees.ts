import type { RecordKind } from "../domain/canonical";
import type { Transaction } from "./client";
import { toDatabaseJson } from "./json";
import { IN_LOCK_ORDER } from "./observations";
import { RECORD_TABLES } from "./record-tables";

/** Links of a record and of all below it, taken and put back as a whole. */

/** Columns of a link that say what stands over there. Bare of them, the record was never pushed. */
const BARE = {
  platformId: "null",
  goneAt: "null",
  missingSince: "null",
  // Only what it could spend: a new one that may spend much more is a jump like any other.
  observed: `(select jsonb_object_agg(e.key, e.value) from jsonb_each("observed") e where e.key in ('budgetAmountMicros', 'bidAmountMicros'))`,
  observedAt: "null",
  writtenAt: "null",
  shadowDesired: "null",
  shadowObserved: "null",
  parts: "'{}'",
  marker: "null",
  intentAt: "null",
  intent: "null",
  frozenFields: "'{}'",
  errorLog: "null",
  retryCount: "0",
  nextAttemptAt: "null",
  lastSyncedAt: "null",
  syncStatus: "'pending'",
};
const COLUMNS = Object.keys(BARE).map((column) => `"${column}"`);

/** A link with the columns above, as JSON. */
export type TreeLink = { id: string; recordKind: RecordKind; recordId: string; whole: Record<string, unknown> };

type Ref = { organizationId: string; connectionId: string; recordKind: RecordKind; recordId: string };

/** The links of a record and of all below it, locked for the rest of the transaction. */
export const lockLinkTree = (tx: Transaction, ref: Ref): Promise<TreeLink[]> =>
  tx.$queryRawUnsafe<TreeLink[]>(
    /* sql */ `select l."id", l."recordKind"::text as "recordKind", l."recordId",
       (select to_jsonb(n) from (select ${COLUMNS.map((column) => `l.${column}`).join(", ")}) n) as "whole"
     from "Link" l where l."organizationId" = $1::uuid and l."connectionId" = $2::uuid and (l."recordId" = $3::uuid
       or l."recordId" in (
         select g."id" from "AdGroup" g where g."campaignId" = $3::uuid
         union all select a."id" from "Ad" a join "AdGroup" g on a."adGroupId" = g."id" where $3::uuid in (g."id", g."campaignId")
         union all select k."id" from "Keyword" k join "AdGroup" g on k."adGroupId" = g."id" where $3::uuid in (g."id", g."campaignId")))
     ${IN_LOCK_ORDER}`,
    ref.organizationId,
    ref.connectionId,
    ref.recordId,
  );

/** The records are to be made again: their links forget what they pointed to. */
export const bareLinks = (tx: Transaction, ids: string[]) =>
  tx.$executeRawUnsafe(
    /* sql */ `update "Link" set ${Object.entries(BARE)
      .map(([column, value]) => `"${column}" = ${value}`)
      .join(", ")} where "id" = any($1::uuid[])`,
    ids,
  );

/**
 * Puts links back as they were. Answers false, and writes nothing, where one of them points to something again, or what
 * it pointed to has become another record's.
 */
export async function restoreLinks(tx: Transaction, links: TreeLink[]): Promise<boolean> {
  const restored = await tx.$executeRawUnsafe(
    /* sql */ `with before as (
       select * from jsonb_to_recordset($1::jsonb) as r("id" uuid, "whole" jsonb)
     ), locked as (
       select l."id", b."whole" from "Link" l join before b on b."id" = l."id"
       where l."platformId" is null and l."intentAt" is null and l."parts" = '{}' and not exists (
         select 1 from "Link" o where o."connectionId" = l."connectionId" and o."recordKind" = l."recordKind"
           and o."platformId" = b."whole"->>'platformId')
       ${IN_LOCK_ORDER}
     )
     update "Link" l set (${COLUMNS.join(", ")}) = (select ${COLUMNS.map((column) => `n.${column}`).join(", ")}
         from jsonb_populate_record(l, k."whole") n)
     from locked k where l."id" = k."id" and (select count(*) from locked) = (select count(*) from before)`,
    toDatabaseJson(links),
  );
  return restored === links.length;
}

/**
 * Of these records of one kind, those that are archived because a pull since then did it, each with the status it had.
 * Nobody here decided about them.
 */
export const listArchivedByPull = (
  tx: Transaction,
  { organizationId, kind, ids, since }: { organizationId: string; kind: RecordKind; ids: string[]; since: Date },
): Promise<{ recordId: string; status: string }[]> =>
  tx.$queryRawUnsafe(
    /* sql */ `select t."id" as "recordId", e."before"->>'status' as "status"
     from "${RECORD_TABLES[kind]}" t join lateral (
       select * from "AuditEntry" e where e."organizationId" = $1::uuid and e."subjectId" = t."id" and e."after" ? 'status'
       order by e."id" desc limit 1) e on true
     where t."organizationId" = $1::uuid and t."id" = any($2::uuid[]) and t."status" = 'archived' and t."deletedAt" is null
       and e."actorKind" = 'platform' and e."at" >= $3::timestamptz and e."before"->>'status' is not null`,
    organizationId,
    ids,
    since.toISOString(),
  );
