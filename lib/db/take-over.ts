import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import { REPORTED_FIELDS } from "../domain/canonical";
import { db, type Transaction } from "./client";
import { toDatabaseJson } from "./json";
import { IN_LOCK_ORDER } from "./observations";
import { RECEIVED_COLUMNS, RECORD_TABLES } from "./record-tables";

type Scope = { organizationId: string; campaignSetId: string } | { organizationId: string; connectionId: string };

/**
 * Campaigns with something to judge: a link whose reading differs from what both sides agreed on, or an open conflict.
 * In the order of their ids, after `after`; an account where nothing changed answers none.
 */
export async function listCampaignsToJudge(scope: Scope, after: string | null, limit: number): Promise<string[]> {
  const [column, id] =
    "campaignSetId" in scope ? ["campaignSetId", scope.campaignSetId] : ["connectionId", scope.connectionId];
  const rows = await db.$queryRawUnsafe<{ campaignId: string }[]>(
    /* sql */ `select distinct l."campaignId" from "Link" l
     where l."organizationId" = $1::uuid and l."${column}" = $2::uuid and l."platformId" is not null
       and l."campaignId" > coalesce($4::uuid, '00000000-0000-0000-0000-000000000000')
       and (l."goneAt" is not null and l."syncStatus" <> 'synced' or coalesce(l."observed", '{}') - $3::text[] is distinct from coalesce(l."shadowObserved", '{}') - $3::text[]
         or exists (select 1 from "Conflict" c where c."openKey" = l."id"))
     order by 1 limit $5::int`,
    scope.organizationId,
    id,
    REPORTED_FIELDS,
    after,
    limit,
  );
  return rows.map((row) => row.campaignId);
}

/** Of these rows of one kind, those nobody has saved since they were judged. They stay as they are until the transaction ends. */
export async function lockRowsAsJudged(
  tx: Transaction,
  kind: RecordKind,
  rows: { recordId: string; version: number }[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const locked = await tx.$queryRawUnsafe<{ id: string }[]>(
    /* sql */ `select t."id" from "${RECORD_TABLES[kind]}" t
     join jsonb_to_recordset($1::jsonb) as r("recordId" uuid, "version" int) on r."recordId" = t."id" and r."version" = t."version"
     order by t."id" for update of t`,
    toDatabaseJson(rows),
  );
  return locked.map((row) => row.id);
}

export type JudgedLink = { linkId: string; platformId: string | null; shadowDesired: unknown; shadowObserved: unknown };

/** Of these links, those whose common base is still the one they were judged by: no run and no person has moved it since. */
export async function lockLinksAsJudged(tx: Transaction, links: JudgedLink[]): Promise<Set<string>> {
  if (links.length === 0) return new Set();
  const locked = await tx.$queryRawUnsafe<{ id: string }[]>(
    /* sql */ `select l."id" from "Link" l
     join jsonb_to_recordset($1::jsonb) as r("linkId" uuid, "platformId" text, "shadowDesired" jsonb, "shadowObserved" jsonb) on r."linkId" = l."id"
       and r."platformId" is not distinct from l."platformId"
       and coalesce(r."shadowDesired", '{}') = coalesce(l."shadowDesired", '{}') and coalesce(r."shadowObserved", '{}') = coalesce(l."shadowObserved", '{}')
     ${IN_LOCK_ORDER}`,
    toDatabaseJson(links),
  );
  return new Set(locked.map((row) => row.id));
}

export type RowTakeOver = { recordId: string; version: number; columns: Record<string, unknown> };

/**
 * Writes values taken over into the rows of one kind, in one statement. A row that a person has saved since it was
 * judged is left alone. Answers the ids written.
 */
export async function saveReceivedRows(tx: Transaction, kind: RecordKind, rows: RowTakeOver[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const columns = RECEIVED_COLUMNS[kind].map((column) => `"${column}"`);
  const table = RECORD_TABLES[kind];
  // A status from over there, or from before, is none that the campaign got with its set.
  const ownStatus = kind === "campaign" ? `"pausedWithSet" = t."pausedWithSet" and not k."columns" ? 'status',` : "";
  const written = await tx.$queryRawUnsafe<{ id: string }[]>(
    /* sql */ `with received as (
       select * from jsonb_to_recordset($1::jsonb) as r("recordId" uuid, "version" int, "columns" jsonb)
     ), locked as (
       select t."id", r."columns" from "${table}" t join received r on r."recordId" = t."id" and r."version" = t."version"
       order by t."id" for update of t
     )
     update "${table}" t set (${columns.join(", ")}) = (select ${columns.map((column) => `n.${column}`).join(", ")}
         from jsonb_populate_record(t, k."columns") n), ${ownStatus}
       "version" = t."version" + 1, "updatedAt" = now()
     from locked k where t."id" = k."id" returning t."id"`,
    toDatabaseJson(rows),
  );
  return new Set(written.map((row) => row.id));
}

export type LinkTakeOver = {
  linkId: string;
  /** Fields both sides agree on from now on: what our side says, and what the platform shows. */
  desired: CanonicalRecord;
  observed: CanonicalRecord;
  frozenFields: string[];
  syncStatus: "synced" | "pending" | "conflict";
  /** When the update left whose answer the reading gives. */
  answeredFor?: Date;
};

/** Moves the common base of links, in one statement. A link that is being pushed, or failed, keeps its status. */
export async function saveLinkBases(tx: Transaction, links: LinkTakeOver[]): Promise<void> {
  if (links.length === 0) return;
  await tx.$executeRawUnsafe(
    /* sql */ `with judged as (
       select * from jsonb_to_recordset($1::jsonb) as r("linkId" uuid, "desired" jsonb, "observed" jsonb, "frozenFields" text[], "syncStatus" "SyncStatus", "answeredFor" timestamptz)
     ), locked as (
       select l."id", j."desired", j."observed", j."frozenFields", j."syncStatus", l."intentAt" = j."answeredFor" as "answered" from "Link" l join judged j on j."linkId" = l."id"
       ${IN_LOCK_ORDER}
     )
     update "Link" l set
       "shadowDesired" = coalesce(l."shadowDesired", '{}') || k."desired",
       "shadowObserved" = coalesce(l."shadowObserved", '{}') || k."observed",
       "frozenFields" = k."frozenFields",
       "intentAt" = case when k."answered" then null else l."intentAt" end,
       "intent" = case when k."answered" then null else l."intent" end,
       "syncStatus" = case
         when l."syncStatus" = 'syncing' or (l."syncStatus" = 'failed' and k."syncStatus" <> 'conflict') then l."syncStatus"
         else k."syncStatus" end
     from locked k where l."id" = k."id"`,
    toDatabaseJson(links),
  );
}

/** Forgets updates of a connection that left before this and are not to be seen: what was lost on the way arrives no more. */
export const forgetLostUpdates = (connectionId: string, before: Date) =>
  db.$executeRaw`
    with lost as (
      select "id" from "Link" l where l."connectionId" = ${connectionId}::uuid and l."platformId" is not null
        and l."intentAt" < ${before.toISOString()}::timestamptz and not coalesce(l."observed", '{}') @> coalesce(l."intent", '{}')
      order by l."recordId" for update)
    update "Link" l set "intentAt" = null, "intent" = null from lost where l."id" = lost."id"`;
