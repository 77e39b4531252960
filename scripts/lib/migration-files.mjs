import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { diffSchema, migrationsFolder } from "./migrations.mjs";
import { projectRoot } from "./paths.mjs";
import { SetupError, say } from "./say.mjs";

/**
 * The folder name of a migration: the time in UTC, so that names sort by age, and what it is about.
 * @param {string | undefined} name
 * @param {Date} now
 */
export function migrationFolderName(name, now) {
  const slug = (name ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (!slug) throw new SetupError("Name the migration: npm run db:migration -- NAME");
  return `${now.toISOString().replace(/\D/g, "").slice(0, 14)}_${slug}`;
}

/**
 * Writes the migration that brings the migrations on disk up to prisma/schema.prisma. Applies nothing.
 * @param {string} url
 * @param {string | undefined} name
 * @returns {Promise<number>} exit code
 */
export async function writeMigration(url, name) {
  const folder = path.join(migrationsFolder, migrationFolderName(name, new Date()));
  const sql = await diffSchema(url);
  if (sql === undefined) {
    say("The migrations already describe prisma/schema.prisma; nothing was written.");
    return 0;
  }
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "migration.sql"), sql);
  say(
    `Wrote ${path.relative(projectRoot, folder)}/migration.sql. Read it before you commit it: a changed type is a drop and an add.`,
  );
  return 0;
}

/**
 * @param {string} url
 * @returns {Promise<number>} 0 when schema and migrations agree, 2 when a migration is missing
 */
export async function checkDrift(url) {
  const sql = await diffSchema(url);
  if (sql === undefined) {
    say("The migrations describe prisma/schema.prisma.");
    return 0;
  }
  say(`prisma/schema.prisma differs from the migrations. Run: npm run db:migration -- NAME\n\n${sql}`);
  return 2;
}
