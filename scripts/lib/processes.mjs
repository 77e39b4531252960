import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";

/**
 * Whether a process runs. One that has ended and that nobody has collected yet (a zombie) does not: where the first process
 * of a container collects nothing, those stay for ever.
 * @param {number} pid
 */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // EPERM: somebody else's process has the number, so it is alive all the same.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** @param {number} pid */
function isZombie(pid) {
  try {
    // "pid (name) state …"; the name may itself hold brackets, so the state is read after the last one.
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    return line.slice(line.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    // No /proc here, or gone in this moment; the caller asks again.
    return false;
  }
}

/**
 * The command line of a process where the system shows it (Linux); undefined elsewhere or when it is gone.
 * Tells a process of ours from a stranger that got the same number after a restart.
 * @param {number} pid
 */
export function commandLineOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return undefined;
  }
}

/**
 * Waits until a process is gone.
 * @param {number} pid
 * @param {number} timeoutMs
 * @returns {Promise<boolean>} whether it went in time
 */
export async function waitUntilGone(pid, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

/**
 * Sends a signal to a process and everything it started, if it leads a group, else to itself. Gone already: no effect.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "ESRCH") throw error;
    }
  }
}

/**
 * Lets a process, and what it starts from now on, give way to others where processors are short.
 * @param {number} pid that leads a session of its own
 * @param {number} niceness 1 to 19
 */
export function giveWay(pid, niceness) {
  setPriority(pid, niceness);
  // Where Linux shares processors between sessions first, niceness only counts inside one; the session has its own.
  const session = `/proc/${pid}/autogroup`;
  if (existsSync(session)) writeFileSync(session, String(niceness));
}
