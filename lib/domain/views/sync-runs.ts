import { z } from "zod";
import { PLATFORMS } from "../campaign";
import { RECORD_KINDS } from "../canonical";
import { instant, nullableInstant, page } from "./primitives";

export const RUN_STATUSES = ["queued", "running", "completed", "partial", "failed", "cancelled"] as const;

export const RUN_KINDS = ["push", "pull", "undo"] as const;

export const ProgressView = z.object({
  synced: z.number(),
  failed: z.number(),
  skipped: z.number(),
  total: z.number(),
  etaSeconds: z.number().nullable(),
});

/** Records a run made, changed and removed: over there by a push or an undo, here by a pull. */
export const RunChanges = z.object({ added: z.number(), changed: z.number(), removed: z.number() });

/** Records that a push would make, change and remove over there as a trial run planned it, and those it would hold. */
const TrialPlan = RunChanges.extend({ held: z.number() });

/** What a pull found, in counts; every one of them is a person's to look at or nothing at all. */
export const PullFindings = z.object({
  /** Records read. */
  listed: z.number(),
  /** Fields taken over from the platform. */
  pulled: z.number(),
  /** Fields both sides changed alike. */
  agreed: z.number(),
  /** Records with a conflict, new ones and those that were open before. */
  conflicts: z.number(),
  /** Records that a complete listing did not name, and those the platform says are gone. */
  missing: z.number(),
  gone: z.number(),
  /** Records over there that none of ours is linked to. */
  unknown: z.number(),
  /** Records over there that a lost answer had made a second time, and that are archived now. */
  copies: z.number().default(0),
});

const UndoneRecord = z.object({
  recordKind: z.enum(RECORD_KINDS),
  recordId: z.string(),
  recordName: z.string(),
});

/** What taking a run back changes, and what it leaves alone with the reason. */
export const UndoReport = z.object({
  reverted: z.array(UndoneRecord.extend({ fields: z.array(z.string()) })),
  left: z.array(UndoneRecord.extend({ field: z.string().nullable(), reason: z.string() })),
});

/** An undo is a run of its own: the job, and what it takes back. */
export const UndoAccepted = z.object({ jobId: z.string(), status: z.enum(RUN_STATUSES), ...UndoReport.shape });

export const SyncRunView = z.object({
  id: z.string(),
  kind: z.enum(RUN_KINDS),
  /** What the run works on: a campaign set (push, undo) or a connection (pull). */
  campaignSetId: z.string().nullable(),
  campaignSetName: z.string().nullable(),
  connectionId: z.string().nullable(),
  connectionName: z.string().nullable(),
  status: z.enum(RUN_STATUSES),
  trigger: z.string(),
  dryRun: z.boolean(),
  planId: z.string().nullable(),
  requestedBy: z.string().nullable(),
  platforms: z.array(z.enum(PLATFORMS)),
  progress: ProgressView,
  /** Once it has ended; never of a dry run. */
  changes: RunChanges.nullable().default(null),
  /** Of a push or an undo that has ended, never of a dry run: how much it left unsent, be it held, not ticked or never reached. */
  unsent: z.number().nullable().default(null),
  /**
   * What a retry of it would carry: records that failed, and others that neither it nor a later run brought over. Told where
   * one run is asked for, once it has ended with a plan or was refused with one; lists and events leave it out.
   */
  left: z.object({ failed: z.number(), waiting: z.number() }).optional(),
  /** Of a dry run, once it has ended with a plan. Nothing of this was sent. */
  planned: TrialPlan.nullable().default(null),
  /** Of a pull, once it has ended. */
  findings: PullFindings.nullable(),
  /** Of an undo. */
  undo: UndoReport.extend({ ofRunId: z.string() }).nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** What the run waits for just now ("Waiting on Reddit until 10:42:07"), or null. */
  waiting: z.string().nullable(),
  /** Running, but without progress for longer than expected. */
  stalled: z.boolean(),
  createdAt: instant,
  startedAt: nullableInstant,
  endedAt: nullableInstant,
});

export const SyncRunPage = page(SyncRunView);

export const CallView = z.object({
  id: z.string(),
  operationId: z.string().nullable(),
  method: z.string(),
  path: z.string(),
  status: z.number().nullable(),
  ms: z.number(),
  errorCode: z.string().nullable(),
  platformRequestId: z.string().nullable(),
  requestBody: z.json().nullable(),
  responseBody: z.json().nullable(),
  at: instant,
});

export const CallPage = page(CallView);

export const JobAccepted = z.object({ jobId: z.string(), status: z.enum(RUN_STATUSES) });

export type ProgressView = z.infer<typeof ProgressView>;
export type PullFindings = z.infer<typeof PullFindings>;
export type UndoReport = z.infer<typeof UndoReport>;
export type SyncRunView = z.infer<typeof SyncRunView>;
export type CallView = z.infer<typeof CallView>;
