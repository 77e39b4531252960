import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { commandLineOf, isAlive, signalGroup, waitUntilGone } from "./processes.mjs";
import { SetupError } from "./say.mjs";

/**
 * LOCKSTEP_HOME/run.json says who runs on a home: the supervisor's process, its children, and where they answer. It keeps a
 * second start off the same home, and lets a start after a kill find the children that outlived their supervisor.
 *
 * @typedef {object} RunRecord
 * @property {number} pid the supervisor's
 * @property {Record<string, number>} children process ids by name
 * @property {Record<string, string>} urls
 */

/** @param {string} home */
const recordFile = (home) => path.join(home, "run.json");

/**
 * @param {string} home
 * @returns {Promise<RunRecord | undefined>} undefined when nothing was recorded, or the record was cut short by a crash
 */
export async function readRunRecord(home) {
  const text = await readFile(recordFile(home), "utf8").catch(() => "");
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {string} home
 * @param {RunRecord} record
 */
export async function writeRunRecord(home, record) {
  // Renamed into place, so that a reader never sees half of it. The name is our own: writes of one process come one by one.
  const draft = `${recordFile(home)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`);
  await rename(draft, recordFile(home));
}

/** @param {string} home */
export const removeRunRecord = (home) => rm(recordFile(home), { force: true });

/**
 * Takes the home for this process. The supervisor of a killed run leaves its record; its children are ended here.
 * @param {string} home
 * @throws {SetupError} when a living process holds it
 */
export async function claimHome(home) {
  await mkdir(home, { recursive: true });
  const lock = path.join(home, "lock");
  for (;;) {
    try {
      await writeFile(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
    }
    const holder = Number(await readFile(lock, "utf8").catch(() => "0"));
    if (holder === process.pid) break;
    if (isOurs(holder)) {
      throw new SetupError(
        `Lockstep already runs on ${home} (process ${holder}). Stop it, or set LOCKSTEP_HOME and PORT for a second one.`,
      );
    }
    await rm(lock, { force: true });
  }
  await stopRecordedChildren(home);
}

/** @param {string} home */
export async function releaseHome(home) {
  await removeRunRecord(home);
  await rm(path.join(home, "lock"), { force: true });
}

/**
 * Ends the children that a killed supervisor left. A number that now belongs to a stranger is left alone.
 * @param {string} home
 */
export async function stopRecordedChildren(home) {
  const record = await readRunRecord(home);
  const left = Object.values(record?.children ?? {}).filter(isOurs);
  for (const pid of left) signalGroup(pid, "SIGTERM");
  for (const pid of left) {
    if (await waitUntilGone(pid, 5_000)) continue;
    signalGroup(pid, "SIGKILL");
    await waitUntilGone(pid, 5_000);
  }
  if (record) await removeRunRecord(home);
}

/**
 * Whether a process is alive and a Node or Next.js one, as ours are; where the system does not tell, alive is enough.
 * @param {number} pid
 */
function isOurs(pid) {
  if (!isAlive(pid)) return false;
  const commandLine = commandLineOf(pid);
  return commandLine === undefined || /node|next|vitest|playwright/.test(commandLine);
}
