import pg from "pg";

/**
 * Databases for tests: each file of the `db` project gets a clone of a migrated template (see `clone-database.ts`), whose
 * address is in DATABASE_URL before the file's own imports run.
 */

/** The address of this test file's database. */
export function testDatabaseUrl(): string {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("This test needs a database: name its file *.db.test.ts.");
  return url;
}

/** Runs one statement on this file's database, past the code under test, and hands back its rows. */
export async function sql<Row extends pg.QueryResultRow = pg.QueryResultRow>(
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: testDatabaseUrl() });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Number of rows of every table, to show that a refused request wrote nothing. */
export async function countRows(): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }>(
    `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables where relname <> '_prisma_migrations' order by 1`,
  );
  if (tables.length === 0) return {};
  const counts = await sql<{ name: string; rows: number }>(
    tables
      .map(({ name }) => `select '${name.replaceAll("'", "''")}' as name, count(*)::int as rows from ${name}`)
      .join(" union all "),
  );
  return Object.fromEntries(counts.map(({ name, rows }) => [name, rows]));
}

/** Empties every table of this file's database, for tests of one file that must not see each other's rows. */
export async function emptyTables(): Promise<void> {
  const tables = await sql<{ names: string | null }>(
    `select string_agg(format('%I.%I', schemaname, relname), ', ') as names from pg_stat_user_tables where relname <> '_prisma_migrations'`,
  );
  const names = tables[0]?.names;
  if (names) await sql(`truncate ${names} cascade`);
}
