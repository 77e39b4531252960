import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { stopLeftOver } from "./postgres.mjs";
import { isAlive } from "./processes.mjs";
import { stopRecordedChildren } from "./run-record.mjs";

/**
 * A LOCKSTEP_HOME for one test run or benchmark. Its name holds our process id, so that a later run can tell whose it was
 * should we be killed; homes of the same kind whose makers are gone are cleaned up first.
 * @param {string} kind such as "e2e"
 */
export async function makeTemporaryHome(kind) {
  const prefix = `lockstep-${kind}-`;
  const names = (await readdir(os.tmpdir())).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    if (!isAlive(Number(name.slice(prefix.length).split("-")[0])))
      await removeTemporaryHome(path.join(os.tmpdir(), name));
  }
  const home = await mkdtemp(path.join(os.tmpdir(), `${prefix}${process.pid}-`));
  // The database server's account has to pass through; the secrets inside keep their own mode.
  await chmod(home, 0o755);
  return home;
}

/**
 * Ends whatever still runs on a temporary home and removes it.
 * @param {string} home
 */
export async function removeTemporaryHome(home) {
  await stopRecordedChildren(home);
  await stopLeftOver(home);
  const elsewhere = (await readFile(path.join(home, "database-folder"), "utf8").catch(() => "")).trim();
  if (elsewhere) await rm(elsewhere, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
}
