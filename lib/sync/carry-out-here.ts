import { type Clock, systemClock } from "../clock";
import { type Opener, openConnection } from "../connections/open-connection";
import type { saveProgress } from "../db/progress";
import { applyRun } from "./apply-run";
import { closeRun } from "./close-run";
import { listScopes, observePage } from "./observe";
import { openRun } from "./open-run";
import { planRun } from "./plan-run";
import { nameEditorsOfSet } from "./pull/name-editors";

export type Worker = {
  clock?: Clock;
  open?: Opener;
  save?: typeof saveProgress;
  leaseMs?: number;
  random?: () => number;
};

const STEP_BUDGET_MS = 25_000;

/**
 * Does in this process what the durable function does step by step: for the seed, and for harnesses that kill workers.
 * A worker's death is an error out of here; calling again is the next worker.
 */
export async function carryOutHere(runId: string, worker: Worker = {}): Promise<void> {
  const { clock = systemClock, open = openConnection } = worker;
  const opened = await openRun(runId);
  if (!opened.isOpen) return;
  if (!opened.planned) {
    for (const scope of await listScopes(runId)) {
      let cursor: string | null = null;
      do {
        cursor = await observePage({ runId, ...scope, cursor }, { clock, open });
      } while (cursor);
    }
    const planned = await planRun(runId);
    if (!planned.proceed) return;
    if (planned.conflicts) await nameEditorsOfSet({ runId }, { open });
  }
  for (;;) {
    const result = await applyRun({ ...worker, runId, budgetMs: STEP_BUDGET_MS, clock, open });
    if (result.done) break;
    await clock.sleep(result.waitMs);
  }
  await closeRun(runId);
}
