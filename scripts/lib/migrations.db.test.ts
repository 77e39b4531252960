import pg from "pg";
import { expect, it } from "vitest";
import { sql, testDatabaseUrl } from "@/lib/testing/db";
import { resetDatabase, wantsDemo } from "./database.mjs";
import { migrationFolderName } from "./migration-files.mjs";
import { applyMigrations, diffSchema, migrationNames } from "./migrations.mjs";

const isDemoWanted = () => wantsDemo({ url: testDatabaseUrl(), home: "/no such home" });

it("applies what is missing, once", async () => {
  await resetDatabase(testDatabaseUrl());
  expect(await applyMigrations(testDatabaseUrl())).toEqual(await migrationNames());
  expect(await applyMigrations(testDatabaseUrl())).toEqual([]);
  expect(await isDemoWanted()).toBe(true);
});

it("lets two processes apply at once", async () => {
  await resetDatabase(testDatabaseUrl());
  const applied = await Promise.all([applyMigrations(testDatabaseUrl()), applyMigrations(testDatabaseUrl())]);
  expect(applied.flat()).toEqual(await migrationNames());
});

it("finds the migrations and the schema equal, and leaves no database behind", async () => {
  expect(await diffSchema(testDatabaseUrl())).toBeUndefined();
  expect(await sql("select datname from pg_database where datname like 'shadow_%'")).toEqual([]);
});

it("compares in a database of its own: the real one keeps its rows", async () => {
  await sql(`insert into "Organization" ("id", "name") values (gen_random_uuid(), 'Kept')`);
  await diffSchema(testDatabaseUrl());
  expect(await sql(`select "name" from "Organization"`)).toEqual([{ name: "Kept" }]);
  expect(await isDemoWanted()).toBe(false);
});

it("refuses to go on over a migration that failed half-way", async () => {
  await sql("update _prisma_migrations set finished_at = null");
  await expect(applyMigrations(testDatabaseUrl())).rejects.toThrow("failed half-way before");
});

it("empties every schema on reset, those of the executor included", async () => {
  const client = new pg.Client({ connectionString: testDatabaseUrl() });
  await client.connect();
  await client.query("create schema other; create table other.left_over (id int)");
  await client.end();
  await resetDatabase(testDatabaseUrl());
  expect(
    await sql("select table_schema from information_schema.tables where table_schema in ('public', 'other')"),
  ).toEqual([]);
});

it("names a migration by its time and subject", () => {
  expect(migrationFolderName("Add: daily use!", new Date("2026-02-03T04:05:06.789Z"))).toBe(
    "20260203040506_add_daily_use",
  );
  expect(() => migrationFolderName(" -- ", new Date())).toThrow("Name the migration");
});
