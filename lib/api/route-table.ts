import { z } from "zod";
import {
  AdGroupInput,
  AdGroupPatch,
  AdInput,
  AdPatch,
  CampaignInput,
  CampaignPatch,
  CampaignSetInput,
  CampaignSetPatch,
  KeywordInput,
  KeywordPatch,
  PLATFORMS,
} from "../domain/campaign";
import { RECORD_KINDS } from "../domain/canonical";
import { ConnectionInput, ConnectionPatch } from "../domain/connection";
import {
  AccountOptionsView,
  AdAccountList,
  AdGroupView,
  AdView,
  AuthorizationStarted,
  CallPage,
  CampaignSetPage,
  CampaignSetView,
  CampaignView,
  CONFLICT_STATUSES,
  ConflictDecision,
  ConflictPage,
  ConflictView,
  ConnectionDetailView,
  ConnectionPage,
  ExplainView,
  FundingInstrumentList,
  JobAccepted,
  KeywordView,
  OPERATION_STATES,
  OperationPage,
  OverviewView,
  PeopleView,
  PlanView,
  RUN_KINDS,
  RUN_STATUSES,
  SyncRunPage,
  SyncRunView,
  UndoAccepted,
} from "../domain/views";
import {
  AdGroupPage,
  AdPage,
  BulkSyncAnswer,
  CampaignPage,
  HealthView,
  JobView,
  KeywordPage,
  ReadyView,
  SyncStatusView,
} from "./answers";
import type { Action } from "./permissions";

/**
 * Every route of the API as data. Handlers take from here who may call them, what they accept and what they answer; the
 * OpenAPI description and the test of tenancy and roles are generated from it.
 */
export type Route = {
  /** Null: anyone, without signing in. */
  action: Action | null;
  summary: string;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Left out: no content. */
  answer?: z.ZodType;
  /** 200 with an answer, 204 without one, unless said otherwise. */
  status?: number;
  /** Server-Sent Events. */
  stream?: true;
  /** A file of this type instead of JSON; its handler makes the whole answer. */
  file?: "text/csv";
};

const MOST_ITEMS = 500;
const limit = z.coerce.number({ error: "Give a whole number." }).int().min(1).max(MOST_ITEMS).default(50);
const idCursor = z
  .uuid("Give the nextCursor of the page before.")
  .nullish()
  .transform((cursor) => cursor ?? null);
const seqCursor = z
  .string()
  .regex(/^\d{1,9}$/, "Give the nextCursor of the page before.")
  .nullish()
  .transform((cursor) => cursor ?? null);

const RunFilter = z.strictObject({
  campaignSetId: z.uuid().optional(),
  status: z.enum(RUN_STATUSES).optional(),
  connectionId: z.uuid().optional(),
  kind: z.enum(RUN_KINDS).optional(),
  platform: z.enum(PLATFORMS).optional(),
  person: z.uuid().optional(),
});

const PageQuery = z.strictObject({ limit, cursor: idCursor });
const StreamQuery = z.strictObject({ lastEventId: z.string().max(30).optional() });

export const SyncBody = z
  .strictObject({
    planId: z.uuid("Give the id of a plan.").optional(),
    operationIds: z.array(z.uuid()).min(1).max(100_000).optional(),
    dryRun: z.boolean().optional(),
  })
  .refine((body) => body.operationIds === undefined || body.planId !== undefined, {
    path: ["planId"],
    error: "Operations are picked from a plan: name it.",
  });

const BulkSyncBody = z.strictObject({ setIds: z.array(z.uuid("Give the id of a set.")).min(1).max(100) });

export const routes = {
  "GET /api/v1/campaign-sets": {
    action: "campaigns.read",
    summary: "Campaign sets, newest first",
    query: PageQuery,
    answer: CampaignSetPage,
  },
  "POST /api/v1/campaign-sets": {
    action: "campaigns.write",
    summary: "Create a set with its whole tree",
    body: CampaignSetInput,
    answer: CampaignSetView,
    status: 201,
  },
  "POST /api/v1/campaign-sets/bulk-sync": {
    action: "sync.run",
    summary: "Push several sets, a job each",
    body: BulkSyncBody,
    answer: BulkSyncAnswer,
    status: 202,
  },
  "GET /api/v1/campaign-sets/{setId}": {
    action: "campaigns.read",
    summary: "A set with its tree",
    answer: CampaignSetView,
  },
  "PATCH /api/v1/campaign-sets/{setId}": {
    action: "campaigns.write",
    summary: "Rename a set",
    body: CampaignSetPatch,
    answer: CampaignSetView,
  },
  "DELETE /api/v1/campaign-sets/{setId}": { action: "campaigns.write", summary: "Delete a set that is on no platform" },

  "GET /api/v1/campaign-sets/{setId}/campaigns": {
    action: "campaigns.read",
    summary: "Campaigns of a set, in order",
    query: PageQuery,
    answer: CampaignPage,
  },
  "POST /api/v1/campaign-sets/{setId}/campaigns": {
    action: "campaigns.write",
    summary: "Add a campaign with all below it",
    body: CampaignInput,
    answer: CampaignView,
    status: 201,
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}": {
    action: "campaigns.read",
    summary: "A campaign with its tree",
    answer: CampaignView,
  },
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}": {
    action: "campaigns.write",
    summary: "Change a campaign",
    body: CampaignPatch,
    answer: CampaignView,
  },
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}": {
    action: "campaigns.write",
    summary: "Delete a campaign; the next plan takes it off its platform",
  },

  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups": {
    action: "campaigns.read",
    summary: "Ad groups of a campaign, in order",
    query: PageQuery,
    answer: AdGroupPage,
  },
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups": {
    action: "campaigns.write",
    summary: "Add an ad group with its ads and keywords",
    body: AdGroupInput,
    answer: AdGroupView,
    status: 201,
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}": {
    action: "campaigns.read",
    summary: "An ad group",
    answer: AdGroupView,
  },
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}": {
    action: "campaigns.write",
    summary: "Change an ad group",
    body: AdGroupPatch,
    answer: AdGroupView,
  },
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}": {
    action: "campaigns.write",
    summary: "Delete an ad group; the next plan takes it off its platform",
  },

  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads": {
    action: "campaigns.read",
    summary: "Ads of an ad group, in order",
    query: PageQuery,
    answer: AdPage,
  },
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads": {
    action: "campaigns.write",
    summary: "Add an ad",
    body: AdInput,
    answer: AdView,
    status: 201,
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}": {
    action: "campaigns.read",
    summary: "An ad",
    answer: AdView,
  },
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}": {
    action: "campaigns.write",
    summary: "Change an ad",
    body: AdPatch,
    answer: AdView,
  },
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}": {
    action: "campaigns.write",
    summary: "Delete an ad; the next plan takes it off its platform",
  },

  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords": {
    action: "campaigns.read",
    summary: "Keywords of an ad group, in order",
    query: PageQuery,
    answer: KeywordPage,
  },
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords": {
    action: "campaigns.write",
    summary: "Add a keyword",
    body: KeywordInput,
    answer: KeywordView,
    status: 201,
  },
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords/{keywordId}": {
    action: "campaigns.read",
    summary: "A keyword",
    answer: KeywordView,
  },
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords/{keywordId}": {
    action: "campaigns.write",
    summary: "Change a keyword",
    body: KeywordPatch,
    answer: KeywordView,
  },
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords/{keywordId}": {
    action: "campaigns.write",
    summary: "Delete a keyword; the next plan takes it off its platform",
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
    query: RunFilter.extend({ limit, cursor: idCursor }),
    answer: SyncRunPage,
  },
  "GET /api/v1/sync-runs.csv": {
    action: "sync.read",
    summary: "Runs as CSV, newest first, at most 10,000",
    query: RunFilter,
    file: "text/csv",
    status: 200,
  },
  "GET /api/v1/sync-runs/{runId}": { action: "sync.read", summary: "A run", answer: SyncRunView },
  "GET /api/v1/sync-runs/{runId}/operations": {
    action: "sync.read",
    summary: "Operations of a run, in plan order",
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

  "GET /api/v1/people": { action: "sync.read", summary: "People of the organisation, by name", answer: PeopleView },

  "GET /api/v1/conflicts": {
    action: "sync.read",
    summary: "Conflicts, newest first",
    query: PageQuery.extend({
      status: z.enum(CONFLICT_STATUSES).optional(),
      campaignSetId: z.uuid().optional(),
      connectionId: z.uuid().optional(),
    }),
    answer: ConflictPage,
  },
  "GET /api/v1/conflicts/{conflictId}": { action: "sync.read", summary: "A conflict", answer: ConflictView },
  "POST /api/v1/conflicts/{conflictId}/resolve": {
    action: "conflict.resolve",
    summary: "Settles a conflict: ours or theirs, whole or field by field. Calls no platform",
    body: ConflictDecision,
    answer: ConflictView,
  },
  "POST /api/v1/conflicts/{conflictId}/undo": {
    action: "conflict.resolve",
    summary: "Opens a settled conflict again, unless the record was edited or pushed since",
    answer: ConflictView,
  },

  "GET /api/v1/explain": {
    action: "sync.read",
    summary: "How a field came to have its value: edits, plans, calls, readings, decisions",
    query: z.strictObject({
      recordKind: z.enum(RECORD_KINDS),
      recordId: z.uuid(),
      field: z.string().min(1).max(100),
    }),
    answer: ExplainView,
  },

  "GET /api/v1/events": {
    action: "sync.read",
    summary: "Events of the organisation: run",
    query: StreamQuery,
    stream: true,
  },
  "GET /api/v1/overview": {
    action: "sync.read",
    summary: "What is in step, what moves, what needs a person",
    answer: OverviewView,
  },
  "GET /api/v1/connections": {
    action: "connections.read",
    summary: "Connections",
    query: PageQuery,
    answer: ConnectionPage,
  },
  "POST /api/v1/connections/{connectionId}/pull": {
    action: "sync.run",
    summary: "Read a connection now; answers with the open job while there is one",
    answer: JobAccepted,
    status: 202,
  },
  "GET /api/v1/connections/{connectionId}": {
    action: "connections.read",
    summary: "A connection",
    answer: ConnectionDetailView,
  },
  "POST /api/v1/connections": {
    action: "connections.write",
    summary:
      "Begin a sign-in at a platform, for a new connection or for one to connect again; open the answered address",
    body: ConnectionInput,
    answer: AuthorizationStarted,
    status: 201,
  },
  "PATCH /api/v1/connections/{connectionId}": {
    action: "connections.write",
    summary: "Rename, pause or resume a connection, set its guardrails, choose its ad account",
    body: ConnectionPatch,
    answer: ConnectionDetailView,
  },
  "DELETE /api/v1/connections/{connectionId}": {
    action: "connections.write",
    summary: "Disconnect: take the sign-in back and forget it; records and history stay",
  },
  "GET /api/v1/connections/{connectionId}/ad-accounts": {
    action: "connections.read",
    summary: "Ad accounts the sign-in reaches, read from the platform",
    answer: AdAccountList,
  },
  "GET /api/v1/connections/{connectionId}/account-options": {
    action: "connections.read",
    summary: "Profiles, pixels and funding instruments of an ad account: the chosen one, unless one is named",
    query: z.strictObject({ adAccountId: z.string().min(1).max(100).optional() }),
    answer: AccountOptionsView,
  },
  "GET /api/v1/connections/{connectionId}/funding-instruments": {
    action: "connections.read",
    summary: "Funding instruments of the chosen ad account, at most five minutes old",
    answer: FundingInstrumentList,
  },

  "GET /api/health": { action: null, summary: "The process is alive", answer: HealthView },
  "GET /api/ready": {
    action: null,
    summary: "Database, migrations and executor are there; 503 names what is missing",
    answer: ReadyView,
  },
  "GET /api/openapi.json": {
    action: null,
    summary: "This description",
    answer: z.record(z.string(), z.json()),
  },
} as const satisfies Record<string, Route>;

export type RouteKey = keyof typeof routes;
