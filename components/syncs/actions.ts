import type { ActionResult } from "@/lib/api/browser";

type Action<Input, Output> = (input: Input) => Promise<ActionResult<Output>>;

/** What people can do with a plan. Handed in by the page. */
export type PlanActions = {
  makePlan: Action<{ campaignSetId: string }, { planId: string }>;
  push: Action<
    { campaignSetId: string; planId: string; operationIds?: string[]; approve?: string[] },
    { runId: string; created: boolean }
  >;
};

/** What people can do with a run. */
export type RunActions = {
  cancel: Action<{ runId: string }, { runId: string }>;
  retry: Action<{ runId: string }, { runId: string }>;
  /** Answers the run that takes this one back. */
  undo: Action<{ runId: string }, { runId: string }>;
  /** Makes a plan of its set. */
  makePlan: Action<{ campaignSetId: string }, { planId: string }>;
  /** Reads a connection once more. */
  pull: Action<{ connectionId: string }, { runId: string }>;
};
