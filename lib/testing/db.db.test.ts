import { expect, it } from "vitest";
import { countRows, emptyTables, sql, testDatabaseUrl } from "./db";

const insertOrganization = () =>
  sql(`insert into "Organization" ("id", "name") values (gen_random_uuid(), 'Test') returning "id"`);

it("gives each file a migrated database of its own", async () => {
  expect(testDatabaseUrl()).toMatch(/\/lockstep_t_\d+_\d+_/);
  const rows = await sql<{ migration_name: string }>("select migration_name from _prisma_migrations");
  expect(rows.length).toBeGreaterThan(0);
});

it("keeps text in UTF-8 whatever the machine's language", async () => {
  expect(await sql("show server_encoding")).toEqual([{ server_encoding: "UTF8" }]);
});

it("counts rows of every table, and empties them", async () => {
  const before = await countRows();
  await insertOrganization();
  expect(await countRows()).toEqual({ ...before, 'public."Organization"': (before['public."Organization"'] ?? 0) + 1 });
  await emptyTables();
  expect((await countRows())['public."Organization"']).toBe(0);
});
