import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { typescript } from "../../scripts/lib/typescript.mjs";

export type Part = "worker" | "executor";

const FILES: Record<Part, string> = { worker: "scripts/drill-app.ts", executor: "scripts/executor.ts" };

/** The worker and the executor as processes of their own, to be killed and started again. */
export async function startProcesses(env: NodeJS.ProcessEnv) {
  const running = new Map<Part, ChildProcess>();

  async function start(part: Part): Promise<void> {
    const child = spawn(process.execPath, typescript(FILES[part]), { env, stdio: ["ignore", "pipe", "inherit"] });
    running.set(part, child);
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('"ready":true')) break;
      if (line.includes("did not start")) throw new Error(line);
    }
    child.stdout.resume();
  }

  async function end(part: Part, signal: NodeJS.Signals): Promise<void> {
    const child = running.get(part);
    running.delete(part);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  await start("worker");
  await start("executor");
  return {
    async killAndRestart(part: Part): Promise<void> {
      await end(part, "SIGKILL");
      await start(part);
    },
    async stop(): Promise<void> {
      await Promise.all([end("executor", "SIGKILL"), end("worker", "SIGKILL")]);
    },
  };
}

export type Processes = Awaited<ReturnType<typeof startProcesses>>;
