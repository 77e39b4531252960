import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import type { Transaction } from "./client";
import { toDatabaseJson } from "./json";
import { RECORD_TABLES } from "./record-tables";

/** One of our records with its link, locked for the rest of the transaction, row first. */
export type LinkedRecord = {
  kind: RecordKind;
  recordId: string;
  row: Record<string, unknown>;
  link: {
    id: string;
    platformId: string | null;
    observed: CanonicalRecord;
    shadowDesired: CanonicalRecord;
    shadowObserved: CanonicalRecord;
    goneAt: Date | null;
  };
};

type Ref = { organizationId: string; linkId: string; recordKind: RecordKind; recordId: string };

export async function findLinkedRecord(tx: Transaction, ref: Ref): Promise<LinkedRecord | null> {
  const { organizationId, recordKind, recordId, linkId } = ref;
  const [row] = await tx.$queryRawUnsafe<Record<string, unknown>[]>(
    `select * from "${RECORD_TABLES[recordKind]}" where "id" = $1::uuid and "organizationId" = $2::uuid for update`,
    recordId,
    organizationId,
  );
  const [link] = await tx.$queryRaw<LinkedRecord["link"][]>`
    select "id", "platformId", coalesce("observed", '{}') as "observed", coalesce("shadowDesired", '{}') as "shadowDesired",
      coalesce("shadowObserved", '{}') as "shadowObserved", "goneAt"
    from "Link" where "id" = ${linkId}::uuid and "organizationId" = ${organizationId}::uuid for update`;
  return row && link ? { kind: recordKind, recordId, row, link } : null;
}

type Change = {
  columns: Record<string, unknown>;
  shadowDesired: CanonicalRecord;
  shadowObserved: CanonicalRecord;
  editedById: string | null;
  /** The record is to be made again: its link forgets what it pointed to. */
  bareLink: boolean;
  syncStatus: "synced" | "pending" | "conflict";
};

/** Saves columns of the row and the common base of its link. A change of the row is an edit: its version grows. */
export async function saveLinkedRecord(tx: Transaction, record: LinkedRecord, change: Change): Promise<void> {
  const names = Object.keys(change.columns).filter((name) => name in record.row);
  if (names.length > 0) {
    const columns = names.map((name) => `"${name}"`).join(", ");
    await tx.$executeRawUnsafe(
      /* sql */ `update "${RECORD_TABLES[record.kind]}" t set (${columns}) = (select ${names.map((name) => `n."${name}"`).join(", ")}
         from jsonb_populate_record(t, $2::jsonb) n),
       "version" = t."version" + 1, "editedById" = $3::uuid, "updatedAt" = now() where t."id" = $1::uuid`,
      record.recordId,
      toDatabaseJson(change.columns),
      change.editedById,
    );
  }
  await tx.$executeRawUnsafe(
    change.bareLink
      ? /* sql */ `update "Link" set "platformId" = null, "goneAt" = null, "missingSince" = null, "observed" = null, "parts" = '{}',
           "shadowDesired" = null, "shadowObserved" = null, "marker" = null, "intentAt" = null, "intent" = null,
           "syncStatus" = $2::"SyncStatus", "errorLog" = null where "id" = $1::uuid and $3::jsonb is not null and $4::jsonb is not null`
      : /* sql */ `update "Link" set "syncStatus" = $2::"SyncStatus",
           "shadowDesired" = coalesce("shadowDesired", '{}') || $3::jsonb, "shadowObserved" = coalesce("shadowObserved", '{}') || $4::jsonb
         where "id" = $1::uuid`,
    record.link.id,
    change.syncStatus,
    toDatabaseJson(change.shadowDesired),
    toDatabaseJson(change.shadowObserved),
  );
}
