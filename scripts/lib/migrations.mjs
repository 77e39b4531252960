import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import { inProject } from "./paths.mjs";
import { SetupError } from "./say.mjs";

/**
 * Prisma's migration engine as WebAssembly, which comes from the package registry whole; the native one is fetched from
 * elsewhere at first use. The migration files and the table of applied ones are Prisma's own, so both read the same.
 */

const SCHEMA_FILE = inProject("prisma", "schema.prisma");
export const migrationsFolder = inProject("prisma", "migrations");
const NO_FILTER = { externalTables: [], externalEnums: [] };
const CHAR_OID = 18;
const TEXT_OID = 25;

/** @type {Promise<typeof engineModule> | undefined} */
let loading;

function loadEngine() {
  loading ??= (async () => {
    const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const bytes = await readFile(entry.replace(/\.js$/, ".wasm"));
    const { instance } = await WebAssembly.instantiate(bytes, {
      "./schema_engine_bg.js": withQuietTimers(engineModule),
    });
    engineModule.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
    return engineModule;
  })();
  return loading;
}

/**
 * The engine guards its lock with a timer of ten seconds that it never clears, which would keep a finished command waiting.
 * @param {typeof engineModule} glue what the engine imports; only its setTimeout is replaced
 */
function withQuietTimers(glue) {
  const imports = Object.entries(glue).map(([name, value]) => {
    if (!name.startsWith("__wbg_setTimeout_")) return [name, value];
    return [name, (...args) => value(...args).unref()];
  });
  return Object.fromEntries(imports);
}

/**
 * Lets the adapter read PostgreSQL's one-byte "char" columns, which introspection asks for and the adapter has no mapping of.
 * They travel as text and are then declared as single characters.
 */
function withCharColumns(adapter) {
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.performIO = async (query) => {
    const result = await performIO(query);
    query.charColumns = result.fields.flatMap((field, index) => {
      if (field.dataTypeID !== CHAR_OID) return [];
      field.dataTypeID = TEXT_OID;
      return [index];
    });
    return result;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of query.charColumns ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

/**
 * The adapter's own shadow database is the real one when it is given a connection string, and cannot be dropped while its pool
 * is open. This one takes separate fields, makes a database of its own and drops it after its connections are closed.
 */
class MigrationAdapter extends PrismaPg {
  /** @param {import("pg").PoolConfig} config separate fields, never a connection string */
  constructor(config) {
    super(config);
    this.fields = config;
    /** @type {{ dispose(): Promise<void> }[]} */
    this.open = [];
  }

  async connect() {
    const adapter = withCharColumns(await super.connect());
    this.open.push(adapter);
    return adapter;
  }

  /** The engine leaves its connections open, and an open one keeps the process from ending for ten seconds. */
  async closeAll() {
    await Promise.all(this.open.splice(0).map((adapter) => adapter.dispose()));
  }

  async connectToShadowDb() {
    const main = await this.connect();
    const database = `shadow_${crypto.randomUUID().replaceAll("-", "")}`;
    await main.executeScript(`CREATE DATABASE ${database} TEMPLATE template0`);
    const shadow = withCharColumns(await new PrismaPg({ ...this.fields, database }).connect());
    const close = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await close();
      await main.executeScript(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    };
    return shadow;
  }
}

/**
 * @template T
 * @param {string} url
 * @param {(engine: import("@prisma/schema-engine-wasm").SchemaEngine, schema: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withEngine(url, work) {
  const { SchemaEngine } = await loadEngine();
  const schema = await readFile(SCHEMA_FILE, "utf8");
  const adapter = new MigrationAdapter(parseIntoClientConfig(url));
  const bound = bindMigrationAwareSqlAdapterFactory(adapter);
  const engine = await SchemaEngine.new({ datamodels: [["schema.prisma", schema]] }, () => undefined, bound);
  try {
    return await work(engine, schema);
  } finally {
    engine.free();
    await adapter.closeAll();
  }
}

/** The migrations on disk as the engine takes them, oldest first. */
async function listMigrations() {
  const names = await migrationNames();
  const lockfile = await readFile(`${migrationsFolder}/migration_lock.toml`, "utf8").catch(() => null);
  return {
    baseDir: migrationsFolder,
    lockfile: { path: "migration_lock.toml", content: lockfile },
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok", value: await readFile(`${migrationsFolder}/${name}/migration.sql`, "utf8") },
        },
      })),
    ),
    shadowDbInitScript: "",
  };
}

/** Names of the migrations on disk, oldest first. */
export async function migrationNames() {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Held while migrations are looked at and applied: any number that nobody else uses. */
const MIGRATION_LOCK = 7_203_118_400;

/**
 * Applies what is not applied yet. Safe to repeat, and from several processes at once: they take turns.
 * @param {string} url
 * @returns {Promise<string[]>} the names applied now
 */
export async function applyMigrations(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // A migration that another process is applying looks just like one that failed, so nobody looks until it is done.
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    if (await allApplied(client, await migrationNames())) return [];
    const migrationsList = await listMigrations();
    return await withEngine(url, async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
      return appliedMigrationNames;
    });
  } finally {
    // Ends the lock too.
    await client.end();
  }
}

/**
 * The usual case answered with two short queries, without loading the engine.
 * @param {import("pg").Client} client
 * @param {string[]} wanted
 */
async function allApplied(client, wanted) {
  const { rows } = await client.query("select to_regclass('_prisma_migrations') is not null as present");
  if (!rows[0].present) return false;
  const applied = await client.query("select migration_name, finished_at, rolled_back_at from _prisma_migrations");
  const failed = applied.rows.find((row) => row.finished_at === null && row.rolled_back_at === null);
  if (failed) {
    throw new SetupError(
      `The migration ${failed.migration_name} failed half-way before. Repair the database (or \`npm run db:reset\`), then start again.`,
    );
  }
  const done = new Set(applied.rows.filter((row) => row.finished_at !== null).map((row) => row.migration_name));
  return wanted.every((name) => done.has(name));
}

/**
 * What the migrations on disk lack of prisma/schema.prisma.
 * @param {string} url any database of the server: the comparison happens in one of its own, made and dropped here
 * @returns {Promise<string | undefined>} the SQL of the next migration; undefined when they are equal
 */
export async function diffSchema(url) {
  const migrations = await listMigrations();
  return withEngine(url, async (engine, content) => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: "migrations", ...migrations },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content }] },
      script: true,
      exitCode: true,
      shadowDatabaseUrl: null,
      filters: NO_FILTER,
    });
    if (exitCode === 0) return undefined;
    if (exitCode === 2 && stdout) return stdout;
    throw new Error(`The schema comparison ended with ${exitCode}.`);
  });
}
