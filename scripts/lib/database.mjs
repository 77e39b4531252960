import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { childEnvironment } from "./child-environment.mjs";
import { startPostgres } from "./postgres.mjs";
import { run } from "./run.mjs";
import { SetupError } from "./say.mjs";
import { loadSecrets } from "./secrets.mjs";
import { typescript } from "./typescript.mjs";

/**
 * The database the settings name: DATABASE_URL, or the embedded server. One that runs already (beside `npm start`) is used and
 * left running; one that was started for this is stopped by `close`.
 * @param {import("./settings.mjs").Settings} settings
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function openDatabase(settings) {
  if (settings.databaseUrl) return { url: settings.databaseUrl, close: async () => undefined };
  const { databasePassword } = await loadSecrets(settings.home);
  const server = await startPostgres({ home: settings.home, port: settings.databasePort, password: databasePassword });
  return { url: server.url, close: server.reused ? async () => undefined : server.stop };
}

/**
 * Whether the demo data is wanted: no organisation exists yet, or a start that was broken off left the demo half written.
 * @param {{ url: string, home: string }} where
 */
export async function wantsDemo({ url, home }) {
  if (existsSync(path.join(home, "demo-unfinished.json"))) return true;
  return withClient(url, async (client) => {
    const { rowCount } = await client.query(`select 1 from "Organization" limit 1`);
    return rowCount === 0;
  });
}

/**
 * Removes every schema of the database with all it holds, and leaves an empty `public`. Works without the right to drop databases.
 * @param {string} url
 */
export async function resetDatabase(url) {
  await withClient(url, async (client) => {
    const { rows } = await client.query(
      `select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`,
    );
    for (const { nspname } of rows) await client.query(`drop schema ${client.escapeIdentifier(nspname)} cascade`);
    await client.query("create schema public");
  });
}

/**
 * Writes the demo organisations (prisma/seed.ts) and keeps the keys it makes. The simulated platforms must be up: one of the
 * demo's sets is pushed to them.
 * @param {{ settings: import("./settings.mjs").Settings, url: string, source?: NodeJS.ProcessEnv }} options
 */
export async function seed({ settings, url, source = process.env }) {
  const secrets = await loadSecrets(settings.home);
  const env = {
    ...childEnvironment({ settings, secrets, databaseUrl: url, source }),
    LOCKSTEP_DEMO_FILE: demoFile(settings.home),
  };
  const { code, output } = await run(process.execPath, typescript("prisma/seed.ts"), { env, capture: true });
  if (code === 0) return;
  throw new SetupError(`The demo data could not be written; \`npm run db:reset\` starts over.\n${output.trim()}`);
}

/** @param {string} home */
const demoFile = (home) => path.join(home, "demo.json");

/**
 * The demo's API keys, kept because the database has only their hashes.
 * @param {string} home
 * @returns {Promise<Record<string, string>>} by organisation (`demo`, `other`); empty when the data was written elsewhere
 */
export async function readDemoKeys(home) {
  const text = await readFile(demoFile(home), "utf8").catch(() => "{}");
  return JSON.parse(text);
}

/**
 * @template T
 * @param {string} url
 * @param {(client: import("pg").Client) => Promise<T>} work
 */
async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
