import { z } from "zod";
import { PLATFORMS } from "../../domain/campaign";
import { OPERATION_STATES, OperationPage, PlanView } from "../../domain/views/plans";
import {
  CallPage,
  JobAccepted,
  RUN_KINDS,
  RUN_STATUSES,
  SyncRunPage,
  SyncRunView,
  UndoAccepted,
} from "../../domain/views/sync-runs";
import { BulkSyncAnswer, JobView, SyncStatusView } from "../answers";
import { idCursor, limit, PageQuery, type Route, StreamQuery, seqCursor } from "./entry";

const RunFilter = z.strictObject({
  campaignSetId: z.uuid().optional(),
  /** The same in other words: a project is a campaign set. */
  project: z.uuid().optional(),
  status: z.enum(RUN_STATUSES).optional(),
  connectionId: z.uuid().optional(),
  kind: z.enum(RUN_KINDS).optional(),
  platform: z.enum(PLATFORMS).optional(),
  person: z.uuid().optional(),
});

/** Both names of the set made one. */
const ofOneSet = <Filter extends z.infer<typeof RunFilter>>(filter: z.ZodType<Filter>) =>
  filter
    .refine(({ project, campaignSetId }) => !project || !campaignSetId || isSameId(project, campaignSetId), {
      path: ["project"],
      error: "Names another set than campaignSetId. Give one of the two.",
    })
    .transform(({ project, ...rest }) => ({ ...rest, campaignSetId: rest.campaignSetId ?? project }));

const isSameId = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

export const SyncBody = z
  .strictObject({
    planId: z.uuid("Give the id of a plan.").optional(),
    operationIds: z.array(z.uuid()).max(100_000).optional(),
    /** Operations of the plan that a guardrail holds and that are to pass; needs the right to approve. */
    approve: z.array(z.uuid()).min(1).max(100_000).optional(),
    dryRun: z.boolean().optional(),
  })
  .refine((body) => (body.operationIds ?? body.approve) === undefined || body.planId !== undefined, {
    path: ["planId"],
    error: "Operations are picked from a plan: name it.",
  })
  .refine((body) => body.operationIds?.length !== 0 || body.approve !== undefined, {
    path: ["operationIds"],
    error: "Pick at least one operation.",
  });

const BulkSyncBody = z.strictObject({ setIds: z.array(z.uuid("Give the id of a set.")).min(1).max(100) });

/** Plans, pushes and pulls, and the runs they leave. */
export const syncRoutes = {
  "POST /api/v1/campaign-sets/bulk-sync": {
    action: "sync.run",
    summary: "Push several sets, a job each",
    body: BulkSyncBody,
    answer: BulkSyncAnswer,
    status: 202,
  },
  "POST /api/v1/campaign-sets/{setId}/plan": {
    action: "sync.plan",
    summary: "What a push would change now; writes nothing at a platform",
    answer: PlanView,
  },
  "POST /api/v1/campaign-sets/{setId}/sync": {
    action: "sync.run",
    summary: "Push a set; answers with the open job while there is one",
    body: SyncBody,
    answer: JobAccepted,
    status: 202,
  },
  "POST /api/v1/campaign-sets/{setId}/pause": {
    action: "sync.run",
    summary: "Pause every active campaign of a set, and push that",
    answer: JobAccepted,
    status: 202,
  },
  "POST /api/v1/campaign-sets/{setId}/resume": {
    action: "sync.run",
    summary: "Resume every paused campaign of a set, and push that",
    answer: JobAccepted,
    status: 202,
  },
  "GET /api/v1/campaign-sets/{setId}/sync-status": {
    action: "sync.read",
    summary: "How a set stands",
    answer: SyncStatusView,
  },
  "GET /api/v1/campaign-sets/{setId}/sync-stream": {
    action: "sync.read",
    summary: "Events of a set: sync-progress, sync-complete",
    query: StreamQuery,
    stream: true,
  },
  "GET /api/v1/plans/{planId}": { action: "sync.read", summary: "A plan", answer: PlanView },

  "GET /api/v1/jobs/{jobId}": { action: "sync.read", summary: "A job and its result", answer: JobView },
  "POST /api/v1/jobs/{jobId}/cancel": {
    action: "sync.run",
    summary: "Stop a job; what is on its way is finished",
    answer: JobAccepted,
    status: 202,
  },
  "POST /api/v1/jobs/{jobId}/retry": {
    action: "sync.run",
    summary: "Try again what did not land, as a new job",
    answer: JobAccepted,
    status: 202,
  },
  "GET /api/v1/sync-runs": {
    action: "sync.read",
    summary: "Runs, newest first",
    query: ofOneSet(RunFilter.extend({ limit, cursor: idCursor })),
    answer: SyncRunPage,
  },
  "GET /api/v1/sync-runs.csv": {
    action: "sync.read",
    summary: "Runs as CSV, newest first, at most 10,000",
    query: ofOneSet(RunFilter),
    file: "text/csv",
    status: 200,
  },
  "GET /api/v1/sync-runs/{runId}": { action: "sync.read", summary: "A run", answer: SyncRunView },
  "GET /api/v1/sync-runs/{runId}/operations": {
    action: "sync.read",
    summary: "Operations of a run, in plan order; of a pull the records that it changed here",
    query: z.strictObject({ limit, cursor: seqCursor, state: z.enum(OPERATION_STATES).optional() }),
    answer: OperationPage,
  },
  "GET /api/v1/sync-runs/{runId}/calls": {
    action: "sync.read",
    summary: "Platform calls of a run, newest first, bodies redacted",
    query: PageQuery.extend({ operationId: z.uuid().optional() }),
    answer: CallPage,
  },
  "POST /api/v1/sync-runs/{runId}/undo": {
    action: "sync.run",
    summary: "Takes a push back: only what still stands as it left it. Names what it leaves alone",
    answer: UndoAccepted,
    status: 202,
  },
  "GET /api/v1/sync-runs/{runId}/stream": {
    action: "sync.read",
    summary: "Events of a run: operation, run",
    query: StreamQuery,
    stream: true,
  },
} as const satisfies Record<string, Route>;
