import { eventType } from "inngest";
import { z } from "zod";

/** Events that start or steer the functions. Names and fields are part of the stable surface. */

export const pullRequested = eventType("pull/requested", {
  schema: z.object({
    syncRunId: z.string(),
    connectionId: z.string(),
    userId: z.string().nullable(),
    initiatedAt: z.string(),
    trigger: z.string(),
  }),
});

const setRun = z.object({
  syncRunId: z.string(),
  campaignSetId: z.string(),
  userId: z.string().nullable(),
  initiatedAt: z.string(),
  trigger: z.string(),
});

export const syncRequested = eventType("sync/requested", { schema: setRun });

/** A run that only pauses, beside the one that the set is being pushed by. */
export const pauseRequested = eventType("pause/requested", { schema: setRun });
