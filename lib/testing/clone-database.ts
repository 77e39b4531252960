import pg from "pg";
import { inject } from "vitest";
import { isAlive } from "../../scripts/lib/processes.mjs";
import { databaseUrl } from "./template-database";

/**
 * Runs before each `*.db.test.ts` file, ahead of its imports: clones the template and names the clone in DATABASE_URL.
 * Clones are not dropped at the end of a file, because its connections may still be closing; a later file drops those of
 * workers that have gone, and the rest goes with the server.
 */
const { serverUrl, template } = inject("testDatabase");

const admin = new pg.Client({ connectionString: databaseUrl(serverUrl, "postgres") });
await admin.connect();
try {
  await dropClonesOfEndedWorkers(admin);
  // Not by VITEST_POOL_ID, which parallel workers can share.
  const name = `lockstep_t_${process.ppid}_${process.pid}_${crypto.randomUUID().slice(0, 8)}`;
  await admin.query(`create database ${name} template ${template} strategy file_copy`);
  process.env.DATABASE_URL = databaseUrl(serverUrl, name);
} finally {
  await admin.end();
}

async function dropClonesOfEndedWorkers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where datname like 'lockstep\\_t\\_${process.ppid}\\_%'`,
  );
  for (const { datname } of rows) {
    const worker = Number(datname.split("_")[3]);
    if (worker !== process.pid && !isAlive(worker))
      await client.query(`drop database if exists ${datname} with (force)`);
  }
}
