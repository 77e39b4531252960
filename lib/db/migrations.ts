import { db } from "./client";

/** Whether this migration ran to its end. Throws when the database cannot be reached. */
export async function isMigrationApplied(name: string): Promise<boolean> {
  const [row] = await db.$queryRaw<
    { exists: boolean }[]
  >`select to_regclass('_prisma_migrations') is not null as exists`;
  if (!row?.exists) return false;
  const applied = await db.$queryRaw<unknown[]>`
    select 1 from "_prisma_migrations"
    where "migration_name" = ${name} and "finished_at" is not null and "rolled_back_at" is null`;
  return applied.length > 0;
}
