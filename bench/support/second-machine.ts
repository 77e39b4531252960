import { loadSecrets } from "../../scripts/lib/secrets.mjs";
import type { Stack } from "./stack";
import type { BenchContext } from "./types";

/**
 * Another Lockstep on the same database, with an application, a worker and an executor of its own, as a second machine
 * would have them. The platform it talks to is the first one's.
 */
export async function startSecondMachine(first: Stack, startStack: BenchContext["startStack"]): Promise<Stack> {
  const { LOCKSTEP_ENCRYPTION_KEYS, AUTH_SECRET } = await loadSecrets(first.home);
  return startStack({
    ports: { simulators: Number(new URL(first.simulatorUrl).port) },
    env: { DATABASE_URL: first.databaseUrl, LOCKSTEP_SIMULATORS: "off", LOCKSTEP_ENCRYPTION_KEYS, AUTH_SECRET },
  });
}

/** Seconds of processor time that one part has used so far. */
export async function processorSeconds(stack: Stack, part: string): Promise<number> {
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(`/proc/${stack.pids()[part]}/stat`, "utf8");
  // The name of the program, in brackets, may hold blanks.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const TICKS_A_SECOND = 100;
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
