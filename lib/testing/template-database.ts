import pg from "pg";
import type { TestProject } from "vitest/node";
import { applyMigrations } from "../../scripts/lib/migrations.mjs";
import { freePorts } from "../../scripts/lib/ports.mjs";
import { startPostgres } from "../../scripts/lib/postgres.mjs";
import { makeTemporaryHome, removeTemporaryHome } from "../../scripts/lib/temporary-home.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server's address without a database, and the migrated database that test files clone. */
    testDatabase: { serverUrl: string; template: string };
  }
}

/**
 * Once per test run: a PostgreSQL of its own in a temporary folder, nothing forced to disk, with one migrated database.
 * LOCKSTEP_TEST_DATABASE_URL names a server to use instead; its user must be allowed to create databases.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.LOCKSTEP_TEST_DATABASE_URL
    ? givenServer(process.env.LOCKSTEP_TEST_DATABASE_URL)
    : await ownServer();
  const template = `lockstep_template_${process.pid}`;
  const admin = new pg.Client({ connectionString: databaseUrl(server.url, "postgres") });
  await admin.connect();
  await admin.query(`drop database if exists ${template}`);
  await admin.query(`create database ${template}`);
  await admin.end();
  // The migration's connections are closed when it returns; a template in use cannot be cloned.
  await applyMigrations(databaseUrl(server.url, template));
  project.provide("testDatabase", { serverUrl: server.url, template });
  return server.close;
}

async function ownServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error("No free port for the test database.");
  const home = await makeTemporaryHome("test-db");
  const server = await startPostgres({ home, port, password: "test", throwaway: true });
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      await removeTemporaryHome(home);
    },
  };
}

function givenServer(url: string): { url: string; close: () => Promise<void> } {
  return {
    url,
    close: async () => {
      const admin = new pg.Client({ connectionString: databaseUrl(url, "postgres") });
      await admin.connect();
      const { rows } = await admin.query<{ datname: string }>(
        `select datname from pg_database where datname like $1 or datname = $2`,
        [`lockstep_t_${process.pid}_%`, `lockstep_template_${process.pid}`],
      );
      for (const { datname } of rows) await admin.query(`drop database if exists ${datname} with (force)`);
      await admin.end();
    },
  };
}

/** The same server, another database. */
export function databaseUrl(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
