import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import type { Parts } from "../platforms/types";
import { executeRows, type Transaction } from "./client";

/** A link to something that is over there already. */
export type NewLink = {
  id: string;
  organizationId: string;
  connectionId: string;
  campaignSetId: string;
  campaignId: string;
  recordKind: RecordKind;
  recordId: string;
  platformId: string;
  shadowDesired: CanonicalRecord;
  shadowObserved: CanonicalRecord;
  observed: CanonicalRecord;
  /** When the reading began. */
  observedAt: string;
  parts: Parts;
  syncStatus: "synced" | "pending";
};

/**
 * Links records to what is over there, in one statement. Nothing was created by us, so nothing bears a mark of ours. A
 * link that an earlier try left behind is taken over, unless that may have made something. Answers how many were linked.
 */
export const insertLinks = (tx: Transaction, links: NewLink[]): Promise<number> =>
  executeRows(
    tx,
    /* sql */ `insert into "Link" ("id", "organizationId", "connectionId", "campaignSetId", "campaignId", "recordKind", "recordId", "platformId",
       "shadowDesired", "shadowObserved", "observed", "observedAt", "parts", "syncStatus", "marker", "lastSyncedAt")
     select r."id", r."organizationId", r."connectionId", r."campaignSetId", r."campaignId", r."recordKind", r."recordId", r."platformId",
       r."shadowDesired", r."shadowObserved", r."observed", r."observedAt", r."parts", r."syncStatus", '', now()
     from jsonb_to_recordset($1::jsonb) as r("id" uuid, "organizationId" uuid, "connectionId" uuid, "campaignSetId" uuid, "campaignId" uuid,
       "recordKind" "RecordKind", "recordId" uuid, "platformId" text, "shadowDesired" jsonb, "shadowObserved" jsonb, "observed" jsonb,
       "observedAt" timestamptz, "parts" jsonb, "syncStatus" "SyncStatus")
     order by r."recordId"
     on conflict ("connectionId", "recordKind", "recordId") do update set
       "platformId" = excluded."platformId", "shadowDesired" = excluded."shadowDesired", "shadowObserved" = excluded."shadowObserved",
       "observed" = excluded."observed", "observedAt" = excluded."observedAt", "parts" = excluded."parts", "syncStatus" = excluded."syncStatus",
       "marker" = '', "errorLog" = null, "retryCount" = 0, "nextAttemptAt" = null, "lastSyncedAt" = now()
       where "Link"."platformId" is null and "Link"."intentAt" is null and "Link"."goneAt" is null`,
    links,
  );

export type Rebase = { linkId: string; desired: CanonicalRecord };

/** Takes what our side says now as what both sides agree on, where that follows from what was taken on beside it. */
export const rebaseLinks = (tx: Transaction, links: Rebase[]): Promise<number> =>
  executeRows(
    tx,
    /* sql */ `with rebased as (
       select * from jsonb_to_recordset($1::jsonb) as r("linkId" uuid, "desired" jsonb)
     ), locked as (
       select l."id", r."desired" from "Link" l join rebased r on r."linkId" = l."id" order by l."recordId" for update of l
     )
     update "Link" l set "shadowDesired" = coalesce(l."shadowDesired", '{}') || k."desired" from locked k where l."id" = k."id"`,
    links,
  );
