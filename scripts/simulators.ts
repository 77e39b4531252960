import { join } from "node:path";
import { createContractRecorder } from "../lib/platforms/contract-recorder";
import { redditSimulator } from "../lib/platforms/reddit/simulator";
import { createSimulatorHost } from "../lib/platforms/simulators/host";

/**
 * The simulated platforms as a process of their own, on one port. Prints one JSON line when ready, stops on SIGTERM and SIGINT.
 * LOCKSTEP_SIMULATOR_PORT (4010), LOCKSTEP_HOME (.lockstep), LOCKSTEP_SIMULATOR_STATE (disk, or memory),
 * LOCKSTEP_CONTRACT_LOG (file for every exchange, or a folder when it ends in a slash).
 */
const { env } = process;
const home = env.LOCKSTEP_HOME ?? ".lockstep";
const host = createSimulatorHost({
  platforms: [redditSimulator()],
  stateFile: env.LOCKSTEP_SIMULATOR_STATE === "memory" ? undefined : join(home, "simulators", "state.jsonl"),
  recorder: env.LOCKSTEP_CONTRACT_LOG ? createContractRecorder(env.LOCKSTEP_CONTRACT_LOG) : undefined,
});

function say(message: string, details: Record<string, unknown> = {}): void {
  process.stdout.write(
    `${JSON.stringify({ level: "info", time: new Date().toISOString(), msg: message, ...details })}\n`,
  );
}

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await host.close();
  process.exit(0);
}
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());
// Started with a channel to its parent, it does not outlive a parent that was killed.
process.on("disconnect", () => void stop());

try {
  const port = await host.listen(Number(env.LOCKSTEP_SIMULATOR_PORT ?? 4010));
  say("simulators ready", { port, url: `http://localhost:${port}`, platforms: [...host.platforms.keys()] });
} catch (error) {
  process.stderr.write(`The simulators could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
