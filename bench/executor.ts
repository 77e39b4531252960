import { loadSecrets } from "../scripts/lib/secrets.mjs";
import { type Engine, medianSteps, stepsPerSecond } from "./support/ten-steps";
import type { BenchContext, Figure } from "./support/types";

export const name = "executor";

/** What Inngest's development server did on a machine of this kind, keeping nothing on disk. */
const REFERENCE = { checkpointed: 411, plain: 140 };
const RUNS = 200;
/** Enough for the compiler of every process to settle. */
const WARM_UP_RUNS = 60;

/** 200 runs of 10 steps sent at once through the built application, every step durable. */
export async function run({ startStack, log }: BenchContext): Promise<Figure[]> {
  const stack = await startStack({ memorySimulators: true, env: { LOCKSTEP_BENCH: "1" } });
  const { INNGEST_EVENT_KEY: eventKey } = await loadSecrets(stack.home);
  return measureEngine({ engineUrl: stack.engineUrl, eventKey, databaseUrl: stack.databaseUrl }, log);
}

/** The same against any executor that runs the functions of `inngest/functions/bench-ten-steps.ts`. */
export async function measureEngine(engine: Engine, log: (line: string) => void): Promise<Figure[]> {
  await stepsPerSecond(engine, "bench/ten-steps", WARM_UP_RUNS);
  await stepsPerSecond(engine, "bench/ten-steps-plain", WARM_UP_RUNS);
  const checkpointed = await medianSteps(engine, "bench/ten-steps", RUNS);
  log(`with checkpoints: ${Math.round(checkpointed)} steps/s`);
  const plain = await medianSteps(engine, "bench/ten-steps-plain", RUNS);
  log(`without: ${Math.round(plain)} steps/s`);
  return [
    { name: "steps with checkpoints", value: checkpointed, unit: "steps/s" },
    {
      name: "against the reference server",
      value: checkpointed / REFERENCE.checkpointed,
      unit: "×",
      target: "≥ 1.5",
    },
    { name: "steps without checkpoints", value: plain, unit: "steps/s" },
    { name: "against the reference server", value: plain / REFERENCE.plain, unit: "×", target: "≥ 1.5" },
  ];
}
