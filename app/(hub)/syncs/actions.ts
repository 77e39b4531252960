"use server";

import { z } from "zod";
import { userAction } from "@/lib/api/action";
import { cancelRun } from "@/lib/sync/cancel-run";
import { makePlan } from "@/lib/sync/make-plan";
import { requestPull } from "@/lib/sync/pull/request-pull";
import { requestSync } from "@/lib/sync/request-sync";
import { retryRun } from "@/lib/sync/retry-run";
import { setRunning } from "@/lib/sync/set-running";
import { undoRun } from "@/lib/sync/undo-run";

const OfSet = z.strictObject({ campaignSetId: z.uuid() });
const OfRun = z.strictObject({ runId: z.uuid() });

/** What a push of the set would change, saved under the id this answers. Sends nothing to a platform. */
export const planSet = userAction(OfSet, "sync.plan", async ({ actor, input }) => {
  const { planId } = await makePlan({ actor, ...input });
  return { planId };
});

/** Opens a run, or answers with the one already open. With a plan it carries out exactly that one. */
export const pushSet = userAction(
  OfSet.extend({
    planId: z.uuid().optional(),
    operationIds: z.array(z.uuid()).max(100_000).optional(),
    approve: z.array(z.uuid()).max(100_000).optional(),
  }),
  "sync.run",
  async ({ actor, input }) => {
    const { run, created } = await requestSync({ actor, ...input });
    return { runId: run.id, created };
  },
);

export const pauseOrResumeSet = userAction(
  OfSet.extend({ running: z.boolean() }),
  "sync.run",
  async ({ actor, input }) => {
    const { run } = await setRunning({ actor, ...input });
    return { runId: run.id };
  },
);

export const cancelSync = userAction(OfRun, "sync.run", async ({ actor, input }) => {
  const { run } = await cancelRun({ actor, ...input });
  return { runId: run.id };
});

export const retrySync = userAction(OfRun, "sync.run", async ({ actor, input }) => {
  const { run } = await retryRun({ actor, ...input });
  return { runId: run.id };
});

export const undoSync = userAction(OfRun, "sync.run", async ({ actor, input }) => {
  const { run } = await undoRun({ actor, ...input });
  return { runId: run.id };
});

/** Opens a pull, or answers with the one already open. */
export const pullAgain = userAction(
  z.strictObject({ connectionId: z.uuid() }),
  "sync.run",
  async ({ actor, input }) => {
    const { run } = await requestPull({ actor, ...input });
    return { runId: run.id };
  },
);
