import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import { refreshSetStatuses } from "./campaign-sets";
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
  syncStatus: "synced" | "pending" | "conflict";
};

/** Saves columns of the row and the common base of its link. A change of the row is an edit: its version grows. */
export async function saveLinkedRecord(tx: Transaction, record: LinkedRecord, change: Change): Promise<void> {
  const names = Object.keys(change.columns).filter((name) => name in record.row);
  if (names.length > 0) {
    const columns = names.map((name) => `"${name}"`).join(", ");
    // A status that was decided for the campaign itself is none that it got with its set.
    const ownStatus = record.kind === "campaign" && names.includes("status") ? `"pausedWithSet" = false,` : "";
    await tx.$executeRawUnsafe(
      /* sql */ `update "${RECORD_TABLES[record.kind]}" t set (${columns}) = (select ${names.map((name) => `n."${name}"`).join(", ")}
         from jsonb_populate_record(t, $2::jsonb) n), ${ownStatus}
       "version" = t."version" + 1, "editedById" = $3::uuid, "updatedAt" = now() where t."id" = $1::uuid`,
      record.recordId,
      toDatabaseJson(change.columns),
      change.editedById,
    );
    if (record.kind === "campaign") await refreshSetStatuses(tx, [String(record.row.campaignSetId)]);
  }
  // What a person decided about is frozen no more.
  await tx.$executeRawUnsafe(
    /* sql */ `update "Link" set "syncStatus" = $2::"SyncStatus",
       "frozenFields" = array(select f from unnest("frozenFields") f where not $4::jsonb ? f),
       "shadowDesired" = coalesce("shadowDesired", '{}') || $3::jsonb, "shadowObserved" = coalesce("shadowObserved", '{}') || $4::jsonb
     where "id" = $1::uuid`,
    record.link.id,
    change.syncStatus,
    toDatabaseJson(change.shadowDesired),
    toDatabaseJson(change.shadowObserved),
  );
}

/** Nothing of these fields is sent or taken over before a person decides. */
export const freezeFields = async (tx: Transaction, linkId: string, fields: string[]): Promise<void> => {
  if (fields.length === 0) return;
  await tx.$executeRaw`
    update "Link" set "frozenFields" = array(select distinct f from unnest("frozenFields" || ${fields}::text[]) f)
    where "id" = ${linkId}::uuid`;
};

type StatusChange = { recordId: string; from: string; to: string };

/** Moves records of one kind to another status, where they still have the first. Each is an edit: its version grows. */
export const changeStatuses = (tx: Transaction, kind: RecordKind, editedById: string | null, changes: StatusChange[]) =>
  tx.$executeRawUnsafe(
    /* sql */ `with changed as (
       select t."id", r."to" from "${RECORD_TABLES[kind]}" t
       join jsonb_to_recordset($1::jsonb) as r("recordId" uuid, "from" "RecordStatus", "to" "RecordStatus")
         on r."recordId" = t."id" and r."from" = t."status"
       order by t."id" for update of t
     )
     update "${RECORD_TABLES[kind]}" t set "status" = c."to", "version" = t."version" + 1, "editedById" = $2::uuid, "updatedAt" = now()
     from changed c where t."id" = c."id"`,
    toDatabaseJson(changes),
    editedById,
  );
