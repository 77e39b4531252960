import { applyRun } from "../../lib/sync/apply-run";
import { closeRun } from "../../lib/sync/close-run";
import { inngest } from "../client";
import { forInngest } from "../errors";
import { pauseRequested } from "../events";
import { markRunFailed } from "./mark-run-failed";

const STEP_BUDGET_MS = 25_000;
/** A pause is a call or a few; what takes longer than this is sent again by the sweeper. */
const MOST_APPLY_STEPS = 100;

/** Pauses, beside the run that pushes the same set: a function of its own, so that it does not wait for that one. */
export const pauseBeside = inngest.createFunction(
  {
    id: "pause-beside",
    triggers: [pauseRequested],
    // For crashes; what platforms refuse is handled inside.
    retries: 10,
    concurrency: { limit: 1, key: "event.data.syncRunId" },
    onFailure: markRunFailed,
  },
  async ({ event, step }) => {
    const { syncRunId } = event.data;
    for (let chunk = 0; chunk < MOST_APPLY_STEPS; chunk++) {
      const result = await step.run(`apply:${chunk}`, () =>
        forInngest(() => applyRun({ runId: syncRunId, budgetMs: STEP_BUDGET_MS })),
      );
      if (result.done) return step.run("close", () => forInngest(() => closeRun(syncRunId)));
      if (result.waitMs > 0) await step.sleep(`pause:${chunk}`, result.waitMs);
    }
    return { syncRunId, status: "handed over" };
  },
);
