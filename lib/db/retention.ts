import { db } from "./client";

/** How long rows are kept that only grow. Runs, operations, links and the audit trail stay. */
export const RETENTION_DAYS = {
  /** A page that was away longer reads its lists anew. */
  LiveEvent: 7,
  PlatformCall: 90,
  /** Answers kept for repeated writes; the field's usual promise. */
  IdempotencyRecord: 1,
};

const STATEMENTS = {
  LiveEvent: `delete from "LiveEvent" where ctid in (select ctid from "LiveEvent" where "createdAt" < now() - $1::int * interval '1 day' limit $2::int)`,
  PlatformCall: `delete from "PlatformCall" where ctid in (select ctid from "PlatformCall" where "at" < now() - $1::int * interval '1 day' limit $2::int)`,
  IdempotencyRecord: `delete from "IdempotencyRecord" where ctid in (select ctid from "IdempotencyRecord" where "createdAt" < now() - $1::int * interval '1 day' limit $2::int)`,
};

/** Small enough that no other statement waits for it noticeably. */
const ROWS_AT_ONCE = 10_000;

/** Deletes what is older than its table's period. Answers how many rows went, by table. */
export async function deleteOldRows(): Promise<Record<keyof typeof RETENTION_DAYS, number>> {
  const gone = { LiveEvent: 0, PlatformCall: 0, IdempotencyRecord: 0 };
  for (const table of Object.keys(gone) as (keyof typeof gone)[]) {
    for (;;) {
      const rows = await db.$executeRawUnsafe(STATEMENTS[table], RETENTION_DAYS[table], ROWS_AT_ONCE);
      gone[table] += rows;
      if (rows < ROWS_AT_ONCE) break;
    }
  }
  return gone;
}
