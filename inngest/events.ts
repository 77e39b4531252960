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

/** What happened here, for whoever reacts to it. None of these carries a run: the rows say all there is. */

export const syncCancelled = eventType("sync/cancelled", {
  schema: z.object({
    syncRunId: z.string(),
    campaignSetId: z.string().nullable(),
    userId: z.string().nullable(),
    cancelledAt: z.string(),
  }),
});

/** A person pushed exactly this plan. */
export const planApproved = eventType("plan/approved", {
  schema: z.object({
    planId: z.string(),
    syncRunId: z.string(),
    campaignSetId: z.string(),
    userId: z.string().nullable(),
  }),
});

export const conflictResolved = eventType("conflict/resolved", {
  schema: z.object({
    conflictId: z.string(),
    campaignSetId: z.string(),
    recordKind: z.string(),
    recordId: z.string(),
    /** Field name to whose value stays. */
    choices: z.record(z.string(), z.enum(["local", "platform"])),
    /** False while other fields of it are still to decide. */
    isWhole: z.boolean(),
    userId: z.string().nullable(),
  }),
});

/** A connection came to work: it is new, was signed in again, or has its ad account now. */
export const connectionConnected = eventType("connection/connected", {
  schema: z.object({ connectionId: z.string(), platform: z.string(), userId: z.string().nullable() }),
});
