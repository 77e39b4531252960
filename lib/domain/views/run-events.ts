import { z } from "zod";
import { OperationView } from "./plans";
import { ProgressView, SyncRunView } from "./sync-runs";

/** Live events of one campaign set, in order. The run page and the set page follow them. */
export const OperationEvent = z.object({
  runId: z.string(),
  operation: OperationView,
  progress: ProgressView,
});

/** What failed in a run, as its last event tells it. */
export const RunFailure = z.object({
  campaignId: z.string(),
  recordId: z.string(),
  message: z.string(),
  code: z.string(),
  field: z.string().optional(),
});

export const RunEvent = z.object({ run: SyncRunView, errors: z.array(RunFailure).default([]) });

export type RunFailure = z.infer<typeof RunFailure>;
