import { spawn } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { isPortFree } from "./ports.mjs";
import { databaseFolder, postgresAccount, postgresPrograms } from "./postgres-account.mjs";
import { commandLineOf, isAlive, waitUntilGone } from "./processes.mjs";
import { SetupError, say } from "./say.mjs";

const USER = "lockstep";
const HOST = "127.0.0.1";
const START_TIMEOUT_MS = 60_000;
/** PostgreSQL's code for a refused password. */
const WRONG_PASSWORD = "28P01";
const LOG_LIMIT_BYTES = 20 * 1024 * 1024;

/** For one machine with a few gigabytes; short statements, so no JIT. Durability stays at the server's defaults: on. */
const SETTINGS = {
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  max_connections: "200",
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  wal_compression: "on",
  random_page_cost: "1.1",
  jit: "off",
  // Plans are kept, so tables that grow from nothing should be looked at soon.
  autovacuum_naptime: "10s",
  log_min_messages: "warning",
  log_checkpoints: "off",
};

/** For databases that a test throws away: nothing is forced to disk. */
const THROWAWAY = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", shared_buffers: "128MB" };

/**
 * @typedef {object} RunningPostgres
 * @property {string} url
 * @property {string} host
 * @property {number} port
 * @property {string} user
 * @property {string} password
 * @property {string} database
 * @property {number} pid the postmaster's
 * @property {boolean} reused whether it was found running
 * @property {() => Promise<void>} stop cleanly; safe to call twice
 */

/**
 * The address the embedded server has, or will have.
 * @param {{ port: number, password: string, database?: string }} options
 */
export const embeddedUrl = ({ port, password, database = "lockstep" }) =>
  `postgresql://${USER}:${password}@${HOST}:${port}/${database}`;

/**
 * Starts the embedded server on a folder, or takes over the one that a killed run left behind on it.
 * The server gets its own process group: Ctrl-C reaches us, and we stop it after those who use it.
 * @param {object} options
 * @param {string} options.home the server's files go to `<home>/postgres`, its log to `<home>/logs/postgres.log`
 * @param {number} options.port
 * @param {string} options.password
 * @param {string} [options.database] made when missing
 * @param {boolean} [options.throwaway] trade durability for speed, for tests
 * @param {string} [options.portVariable] named when the port is taken
 * @returns {Promise<RunningPostgres>}
 */
export async function startPostgres({
  home,
  port,
  password,
  database = "lockstep",
  throwaway = false,
  portVariable = "LOCKSTEP_DB_PORT",
}) {
  const absoluteHome = path.resolve(home);
  await mkdir(absoluteHome, { recursive: true });
  const account = await postgresAccount();
  const programs = await postgresPrograms(account);
  const folder = path.join(await databaseFolder(absoluteHome, account), "postgres");
  const logFile = path.join(absoluteHome, "logs", "postgres.log");
  await mkdir(path.dirname(logFile), { recursive: true });
  const access = { host: HOST, port, user: USER, password };

  const left = await findLeftOver({ folder, access });
  if (left && left.port === port) {
    say(`Using the database server left running on port ${port}.`);
    await ensureDatabase(access, database);
    return running({ access, database, pid: left.pid, reused: true });
  }
  if (left) await stopProcess(left.pid);

  if (!(await isPortFree(port, HOST))) {
    throw new SetupError(`Port ${port} is in use, so the database cannot start. Set ${portVariable} to a free port.`);
  }
  await initialise({ folder, programs, account, password, logFile, throwaway });
  const pid = await launch({
    folder,
    programs,
    account,
    port,
    logFile,
    settings: throwaway ? { ...SETTINGS, ...THROWAWAY } : SETTINGS,
  });
  try {
    await ensureDatabase(access, database);
  } catch (error) {
    await stopProcess(pid);
    if (!(error instanceof Error) || !("code" in error) || error.code !== WRONG_PASSWORD) throw error;
    throw new SetupError(
      `The database in ${folder} was made with another password than the one in ${path.join(absoluteHome, "secrets.json")}. ` +
        "Restore that file, or remove the folder to start with an empty database.",
      { cause: error },
    );
  }
  return running({ access, database, pid, reused: false });
}

/**
 * @param {{ access: { host: string, port: number, user: string, password: string }, database: string, pid: number, reused: boolean }} server
 * @returns {RunningPostgres}
 */
function running({ access, database, pid, reused }) {
  const { host, port, user, password } = access;
  const url = embeddedUrl({ port, password, database });
  return { url, host, port, user, password, database, pid, reused, stop: () => stopProcess(pid) };
}

/**
 * A server of ours that outlived the run which started it: the folder's pid file names a living process that answers with
 * our password and serves this very folder. Anything else is no left-over.
 * @param {{ folder: string, access: { host: string, user: string, password: string } }} options
 */
async function findLeftOver({ folder, access }) {
  const file = path.join(folder, "postmaster.pid");
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!isAlive(pid)) return undefined;
  const commandLine = commandLineOf(pid);
  if (commandLine !== undefined && !commandLine.includes(folder)) {
    // The number now belongs to a stranger; the file would keep the server from starting.
    await rm(file, { force: true });
    return undefined;
  }
  const deadline = Date.now() + 5_000;
  do {
    const answered = await dataDirectory({ ...access, port });
    if (answered !== undefined && path.resolve(answered) === folder) return { pid, port };
    if (answered !== undefined) return undefined;
    await pause(100);
  } while (isAlive(pid) && Date.now() < deadline);
  // Ours, but not answering to us: it may be shutting down or hung. Nothing else may touch its files, so it goes first.
  if (commandLine !== undefined) await stopProcess(pid);
  return undefined;
}

/**
 * Stops the server that a killed run left on a home, whatever its password. None there: no effect.
 * @param {string} home
 */
export async function stopLeftOver(home) {
  const absoluteHome = path.resolve(home);
  const folder = path.join(await databaseFolder(absoluteHome, await postgresAccount()), "postgres");
  const pid = Number((await readFile(path.join(folder, "postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
  if (isAlive(pid) && commandLineOf(pid)?.includes(folder)) await stopProcess(pid);
}

/** @param {{ host: string, port: number, user: string, password: string }} access */
async function dataDirectory(access) {
  const client = new pg.Client({ ...access, database: "postgres", connectionTimeoutMillis: 1_000 });
  try {
    await client.connect();
    const { rows } = await client.query("show data_directory");
    return String(rows[0]?.data_directory);
  } catch {
    // Not listening yet, or not ours: either way it did not answer.
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * @param {{ folder: string, programs: { initdb: string }, account?: { uid: number, gid: number }, password: string, logFile: string, throwaway: boolean }} options
 */
async function initialise({ folder, programs, account, password, logFile, throwaway }) {
  const present = await stat(path.join(folder, "PG_VERSION")).then(
    () => true,
    () => false,
  );
  if (present) return;
  // An interrupted first start leaves a folder that initdb refuses; it holds no data, because the version comes early.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account) await chown(folder, account.uid, account.gid);
  const secretFolder = await mkdtemp(`${folder}-password-`);
  const secretFile = path.join(secretFolder, "password");
  try {
    await writeFile(secretFile, `${password}\n`, { mode: 0o600 });
    if (account) for (const file of [secretFile, secretFolder]) await chown(file, account.uid, account.gid);
    const flags = [
      `--pgdata=${folder}`,
      "--auth=scram-sha-256",
      `--username=${USER}`,
      `--pwfile=${secretFile}`,
      // Without these the encoding would come from LANG, and be SQL_ASCII where that is not set.
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      ...(throwaway ? ["--no-sync"] : []),
    ];
    const { code, output } = await execute(programs.initdb, flags, account);
    if (code !== 0) {
      await rm(folder, { recursive: true, force: true });
      await writeFile(logFile, output, { flag: "a" });
      throw new SetupError(`The database could not be created in ${folder}:\n${output.trim()}`);
    }
  } finally {
    await rm(secretFolder, { recursive: true, force: true });
  }
}

/** What the server's programs need of the environment: nothing of ours. */
const PROGRAM_ENV = { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_MESSAGES: "C", TZ: "UTC" };

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ uid: number, gid: number } | undefined} account
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function execute(command, args, account) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...account, cwd: "/", env: PROGRAM_ENV, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

/**
 * @param {{ folder: string, programs: { postgres: string }, account?: { uid: number, gid: number }, port: number, logFile: string, settings: Record<string, string> }} options
 * @returns {Promise<number>} the postmaster's pid
 */
async function launch({ folder, programs, account, port, logFile, settings }) {
  await rotate(logFile);
  const log = await open(logFile, "a", 0o640);
  const before = (await log.stat()).size;
  const all = {
    ...settings,
    listen_addresses: HOST,
    unix_socket_directories: "",
    password_encryption: "scram-sha-256",
  };
  const args = [
    "-D",
    folder,
    "-p",
    String(port),
    ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  // The log is a file of the server's own: it goes on writing when we are killed, where a pipe would have lost its reader.
  const child = spawn(programs.postgres, args, {
    ...account,
    cwd: "/",
    env: PROGRAM_ENV,
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
  });
  child.unref();
  await log.close();
  /** @type {string | undefined} */
  let ended;
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (code, signal) => {
    ended = `it ended with ${signal ?? `code ${code}`}`;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (ended === undefined && Date.now() < deadline) {
    if (child.pid && (await isReady(folder, child.pid))) return child.pid;
    await pause(20);
  }
  const lines = (await readFile(logFile)).subarray(before).toString("utf8").trim().split("\n").slice(-12).join("\n");
  if (child.pid && ended === undefined) await stopProcess(child.pid);
  throw new SetupError(`The database did not start in ${folder}: ${ended ?? "it was not ready in time"}.\n${lines}`);
}

/**
 * The server writes its state into the last line of its pid file.
 * @param {string} folder
 * @param {number} pid
 */
async function isReady(folder, pid) {
  const lines = (await readFile(path.join(folder, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}

/** @param {string} logFile */
async function rotate(logFile) {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await rename(logFile, `${logFile}.1`);
  const log = await open(logFile, "a", 0o640);
  await log.close();
  await chmod(logFile, 0o640);
}

/**
 * Fast shutdown: open transactions are rolled back, files are left clean. After ten seconds, without waiting for anything.
 * @param {number} pid
 */
async function stopProcess(pid) {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGQUIT"])) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    if (await waitUntilGone(pid, 10_000)) return;
  }
  throw new SetupError(`The database server (process ${pid}) does not stop.`);
}

/**
 * @param {{ host: string, port: number, user: string, password: string }} access
 * @param {string} database
 */
async function ensureDatabase(access, database) {
  const client = new pg.Client({ ...access, database: "postgres" });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
