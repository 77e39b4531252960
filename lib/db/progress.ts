import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import type { OperationView } from "../domain/views/plans";
import type { RecordedError } from "../errors";
import type { Parts } from "../platforms/types";
import { db } from "./client";
import { toDatabaseJson } from "./json";
import { APPEND_MESSAGES, LIVE_CHANNEL, type LiveMessage, numberMessages } from "./live";

/** What became known of one link. Only the parts that are given are written. */
export type LinkPatch = {
  id: string;
  connectionId: string;
  campaignId: string;
  recordKind: RecordKind;
  recordId: string;
  platformId?: string;
  marker?: string;
  /** An instant when a create is about to leave, `null` when its outcome is known. */
  intentAt?: string | null;
  /** What the create carried, so that an object found later is compared with what was sent then. */
  intent?: CanonicalRecord | null;
  parts?: Parts;
  /** Fields laid over those that are there, as in the next two. */
  shadowDesired?: CanonicalRecord;
  shadowObserved?: CanonicalRecord;
  observed?: CanonicalRecord;
  observedAt?: string;
  writtenAt?: string;
  syncStatus?: "pending" | "syncing" | "synced" | "failed" | "conflict";
  lastSyncedAt?: string;
  errorLog?: RecordedError | null;
  /** Tries in vain since it last landed, and when the retry job tries next; null when only a person can mend it. */
  retryCount?: number;
  nextAttemptAt?: string | null;
};

export type OperationPatch = {
  id: string;
  state?: OperationView["state"];
  platformId?: string;
  reason?: string;
  error?: RecordedError | null;
  attempts?: number;
  startedAt?: string;
  endedAt?: string | null;
};

export type Progress = {
  organizationId: string;
  campaignSetId: string;
  syncRunId: string;
  /** Whoever holds an older generation writes nothing any more. */
  generation: number;
  links: LinkPatch[];
  operations: OperationPatch[];
  counts: { synced: number; failed: number; skipped: number };
  messages: LiveMessage[];
  leaseMs: number;
};

/**
 * Saves one bunch of results: links, operations, the run's counts and the live events about them, in one statement,
 * so that all of it is there or none. Answers `taken_over` when another worker holds the run now, and
 * says when a person asked to stop, or a connection is not to be used any more.
 */
export async function saveProgress(progress: Progress): Promise<"saved" | "saved_stop_requested" | "taken_over"> {
  const rows = await db.$queryRawUnsafe<{ held: number; stop: boolean }[]>(
    SAVE_PROGRESS,
    progress.syncRunId,
    progress.generation,
    progress.organizationId,
    progress.campaignSetId,
    toDatabaseJson(progress.links.map(withPresent)),
    toDatabaseJson(progress.operations.map(withPresent)),
    toDatabaseJson(numberMessages(progress.messages)),
    progress.counts.synced,
    progress.counts.failed,
    progress.counts.skipped,
    progress.leaseMs,
  );
  const [row] = rows;
  if (row?.held !== 1) return "taken_over";
  return row.stop ? "saved_stop_requested" : "saved";
}

/** A patch with the keys it carries: JSON cannot tell "leave it" from "set it to null" once it is a record. */
const withPresent = <Patch extends object>(patch: Patch) => ({
  ...patch,
  present: Object.entries(patch).flatMap(([key, value]) => (value === undefined ? [] : key)),
});

const SAVE_PROGRESS = /* sql */ `
with held as (
  select "id" from "SyncRun"
  where "id" = $1::uuid and "generation" = $2::int and "status" = 'running'
  for update
), link_rows as (
  select r.* from held, jsonb_to_recordset($5::jsonb) as r(
    "id" uuid, "connectionId" uuid, "campaignId" uuid, "recordKind" "RecordKind", "recordId" uuid, "platformId" text,
    "marker" text, "intentAt" timestamptz, "intent" jsonb, "parts" jsonb, "shadowDesired" jsonb, "shadowObserved" jsonb, "observed" jsonb,
    "observedAt" timestamptz, "writtenAt" timestamptz, "syncStatus" "SyncStatus", "lastSyncedAt" timestamptz,
    "errorLog" jsonb, "retryCount" int, "nextAttemptAt" timestamptz, "present" jsonb)
), saved_links as (
  insert into "Link" as l ("id", "organizationId", "connectionId", "campaignSetId", "campaignId", "recordKind", "recordId",
    "platformId", "marker", "intentAt", "intent", "parts", "shadowDesired", "shadowObserved", "observed", "observedAt", "writtenAt",
    "syncStatus", "lastSyncedAt", "errorLog", "retryCount", "nextAttemptAt")
  select r."id", $3::uuid, r."connectionId", $4::uuid, r."campaignId", r."recordKind", r."recordId",
    r."platformId", r."marker", r."intentAt", nullif(r."intent", 'null'), coalesce(r."parts", '{}'), r."shadowDesired", r."shadowObserved", r."observed",
    r."observedAt", r."writtenAt", coalesce(r."syncStatus", 'pending'), r."lastSyncedAt", nullif(r."errorLog", 'null'),
    coalesce(r."retryCount", 0), r."nextAttemptAt"
  from link_rows r order by r."recordId" -- as all who touch several links do
  on conflict ("connectionId", "recordKind", "recordId") do update set
    "platformId" = coalesce(excluded."platformId", l."platformId"),
    "marker" = coalesce(excluded."marker", l."marker"),
    "intentAt" = case when (select r."present" ? 'intentAt' from link_rows r where r."id" = excluded."id") then excluded."intentAt" else l."intentAt" end,
    "intent" = case when (select r."present" ? 'intentAt' from link_rows r where r."id" = excluded."id") then excluded."intent" else l."intent" end,
    "parts" = case when (select r."present" ? 'parts' from link_rows r where r."id" = excluded."id") then excluded."parts" else l."parts" end,
    -- Only what became known: a person may have settled another field of the record meanwhile.
    "shadowDesired" = coalesce(l."shadowDesired" || excluded."shadowDesired", excluded."shadowDesired", l."shadowDesired"),
    "shadowObserved" = coalesce(l."shadowObserved" || excluded."shadowObserved", excluded."shadowObserved", l."shadowObserved"),
    "observed" = coalesce(l."observed" || excluded."observed", excluded."observed", l."observed"),
    "observedAt" = coalesce(excluded."observedAt", l."observedAt"),
    "writtenAt" = coalesce(excluded."writtenAt", l."writtenAt"),
    "syncStatus" = case
      when not (select r."present" ? 'syncStatus' from link_rows r where r."id" = excluded."id") then l."syncStatus"
      -- What landed is one field; as long as another waits for a person, the record does.
      when excluded."syncStatus" in ('synced', 'pending') and exists (select 1 from "Conflict" c where c."openKey" = l."id") then 'conflict'::"SyncStatus"
      else excluded."syncStatus" end,
    "lastSyncedAt" = coalesce(excluded."lastSyncedAt", l."lastSyncedAt"),
    "errorLog" = case when (select r."present" ? 'errorLog' from link_rows r where r."id" = excluded."id") then excluded."errorLog" else l."errorLog" end,
    "retryCount" = case when (select r."present" ? 'retryCount' from link_rows r where r."id" = excluded."id") then excluded."retryCount" else l."retryCount" end,
    "nextAttemptAt" = case when (select r."present" ? 'nextAttemptAt' from link_rows r where r."id" = excluded."id") then excluded."nextAttemptAt" else l."nextAttemptAt" end
  returning 1
), operation_rows as (
  select r.* from held, jsonb_to_recordset($6::jsonb) as r(
    "id" uuid, "state" "OperationState", "platformId" text, "reason" text, "error" jsonb, "attempts" int,
    "startedAt" timestamptz, "endedAt" timestamptz, "present" jsonb)
), saved_operations as (
  update "Operation" o set
    "state" = coalesce(r."state", o."state"),
    "platformId" = coalesce(r."platformId", o."platformId"),
    "reason" = coalesce(r."reason", o."reason"),
    "error" = case when r."present" ? 'error' then nullif(r."error", 'null') else o."error" end,
    "attempts" = coalesce(r."attempts", o."attempts"),
    "startedAt" = coalesce(o."startedAt", r."startedAt"),
    "endedAt" = case when r."present" ? 'endedAt' then r."endedAt" else o."endedAt" end
  from operation_rows r
  where o."id" = r."id" and o."syncRunId" = $1::uuid
  returning 1
), message_rows as (
  select r.* from held, jsonb_to_recordset($7::jsonb) as r("topic" text, "type" text, "data" jsonb, "place" int)
), ${APPEND_MESSAGES}, run as (
  update "SyncRun" s set
    "synced" = s."synced" + $8::int, "failed" = s."failed" + $9::int, "skipped" = s."skipped" + $10::int,
    "progressAt" = now(), "leaseUntil" = now() + $11::int * interval '1 millisecond', "waiting" = null, "waitingUntil" = null
  from held where s."id" = held."id"
  returning s."cancelRequestedAt" is not null or exists (
    select 1 from "Connection" k where k."id" in (select "connectionId" from link_rows) and k."status" <> 'active') as stop
), told as (
  select pg_notify('${LIVE_CHANNEL}', "topic") from topics
)
select (select count(*) from run)::int as held, coalesce((select "stop" from run), false) as stop, (select count(*) from told)::int as told,
  (select count(*) from events)::int as events, (select count(*) from saved_links)::int as links,
  (select count(*) from saved_operations)::int as operations`;
