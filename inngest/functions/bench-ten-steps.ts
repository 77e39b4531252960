import { inngest } from "../client";

const STEPS = 10;

/** Ten steps that do nothing: what is left is the price of running them. With checkpoints as everywhere, and without. */
const tenSteps = (id: string, options: { checkpointing?: false }) =>
  inngest.createFunction(
    { id, triggers: [{ event: id.replace("bench-", "bench/") }], ...options },
    async ({ step }) => {
      let sum = 0;
      for (let turn = 0; turn < STEPS; turn += 1) sum += await step.run(`step-${turn}`, () => turn);
      return sum;
    },
  );

/** Mounted only where LOCKSTEP_BENCH is 1. */
export const benchFunctions = [
  tenSteps("bench-ten-steps", {}),
  tenSteps("bench-ten-steps-plain", { checkpointing: false }),
];
