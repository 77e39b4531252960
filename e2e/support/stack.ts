import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

/** The Lockstep under test: where its parts answer, its demo keys, and the processes it consists of. */

const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; start the journeys with npx playwright test.`);
  return value;
};

export const home = () => required("LOCKSTEP_E2E_HOME");
export const simulatorUrl = () => required("LOCKSTEP_E2E_SIMULATOR_URL");
export const appUrl = () => `http://localhost:${required("LOCKSTEP_E2E_PORT")}`;

const DemoKeys = z.object({ demo: z.string(), other: z.string() });

/** One API key for each of the two demo organisations. */
export const demoKeys = async () => DemoKeys.parse(JSON.parse(await readFile(path.join(home(), "demo.json"), "utf8")));

const RunRecord = z.object({ children: z.record(z.string(), z.number()) });

/** `app` serves pages and API, `worker` carries out the functions that `executor` calls. */
export type Part = "app" | "worker" | "executor";

/** The process of one part just now; whoever supervises it starts another when it dies. */
export async function pidOf(part: Part): Promise<number> {
  const record = RunRecord.parse(JSON.parse(await readFile(path.join(home(), "run.json"), "utf8")));
  const pid = record.children[part];
  if (!pid) throw new Error(`${part} does not run.`);
  return pid;
}

/** Ends one part at once, with everything it started: no goodbye, nothing saved. Answers the process that died. */
export async function killPart(part: Part): Promise<number> {
  const pid = await pidOf(part);
  process.kill(-pid, "SIGKILL");
  return pid;
}
