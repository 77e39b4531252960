import { applyRun } from "../../lib/sync/apply-run";
import { closeRun } from "../../lib/sync/close-run";
import { listScopes, observePage } from "../../lib/sync/observe";
import { openRun } from "../../lib/sync/open-run";
import { planRun } from "../../lib/sync/plan-run";
import { nameEditorsOfSet } from "../../lib/sync/pull/name-editors";
import { inngest } from "../client";
import { forInngest } from "../errors";
import { syncRequested } from "../events";
import { markRunFailed } from "./mark-run-failed";

/** A step works this long before it reports; a killed worker repeats at most that much reading. */
const STEP_BUDGET_MS = 25_000;
/** Inngest allows a thousand steps a run; long before that the rest is handed to a successor. */
const MOST_APPLY_STEPS = 200;

/**
 * One sync: observe what the platforms hold of the set, plan, apply, close. Orchestration only; every step may be
 * repeated, and what a step did is in the database, not in its result.
 */
export const syncCampaignSet = inngest.createFunction(
  {
    id: "sync-campaign-set",
    triggers: [syncRequested],
    // For crashes; what platforms refuse is handled inside.
    retries: 10,
    concurrency: { limit: 1, key: "event.data.campaignSetId" },
    onFailure: markRunFailed,
  },
  async ({ event, step }) => {
    const { syncRunId } = event.data;
    const opened = await step.run("open", () => forInngest(() => openRun(syncRunId)));
    if (!opened.isOpen) return { syncRunId, status: "closed before" };

    if (!opened.planned) {
      const scopes = await step.run("scopes", () => forInngest(() => listScopes(syncRunId)));
      for (const { connectionId, recordKind } of scopes) {
        let cursor: string | null = null;
        let page = 0;
        do {
          const at: string | null = cursor;
          cursor = await step.run(`observe:${connectionId}:${recordKind}:${page}`, () =>
            forInngest(() => observePage({ runId: syncRunId, connectionId, recordKind, cursor: at })),
          );
          page++;
        } while (cursor);
      }
      const planned = await step.run("plan", () => forInngest(() => planRun(syncRunId)));
      if (!planned.proceed) return { syncRunId, status: planned.status };
      if (planned.conflicts)
        await step.run("name-editors", () => forInngest(() => nameEditorsOfSet({ runId: syncRunId })));
    }

    for (let chunk = 0; chunk < MOST_APPLY_STEPS; chunk++) {
      const result = await step.run(`apply:${chunk}`, () =>
        forInngest(() => applyRun({ runId: syncRunId, budgetMs: STEP_BUDGET_MS })),
      );
      if (result.done) {
        return step.run("close", () => forInngest(() => closeRun(syncRunId)));
      }
      if (result.waitMs > 0) await step.sleep(`pause:${chunk}`, result.waitMs);
    }
    await step.sendEvent("hand-over", syncRequested.create(event.data, { id: `${syncRunId}:after:${event.id}` }));
    return { syncRunId, status: "handed over" };
  },
);
