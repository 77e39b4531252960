import { z } from "zod";
import {
  BID_STRATEGIES,
  MATCH_TYPES,
  OBJECTIVES,
  PLATFORMS,
  RECORD_STATUSES,
  SET_STATUSES,
  SYNC_STATUSES,
} from "./campaign";
import { RECORD_KINDS } from "./canonical";
import { ACCOUNT_PARTS } from "./connection";

/** What the API answers and the pages show. Micros are decimal texts, instants ISO texts. */

const instant = z.string();
const nullableInstant = z.string().nullable();

export const ErrorView = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  at: z.string(),
});

export const FieldChangeView = z.object({
  field: z.string(),
  from: z.json(),
  to: z.json(),
  by: z.string().nullable(),
  reason: z.string(),
});

export const SyncView = z.object({
  status: z.enum(SYNC_STATUSES),
  platformId: z.string().nullable(),
  lastSyncedAt: nullableInstant,
  errorLog: ErrorView.nullable(),
  retryCount: z.number(),
  nextAttemptAt: nullableInstant,
  /** Edits made here that the platform does not have yet. Empty for a record that was never pushed. */
  unsynced: z.array(z.object({ field: z.string(), from: z.json(), to: z.json() })),
});

export const AdView = z.object({
  id: z.string(),
  version: z.number(),
  headlines: z.array(z.string()),
  descriptions: z.array(z.string()),
  finalUrl: z.string(),
  displayUrl: z.string().nullable(),
  callToAction: z.string().nullable(),
  imageUrl: z.string().nullable(),
  status: z.enum(RECORD_STATUSES),
  sync: SyncView,
});

export const KeywordView = z.object({
  id: z.string(),
  version: z.number(),
  text: z.string(),
  matchType: z.enum(MATCH_TYPES),
  negative: z.boolean(),
  bidMicros: z.string().nullable(),
  status: z.enum(RECORD_STATUSES),
  sync: SyncView,
  /** False where the platform has no keywords of its own. */
  supported: z.boolean(),
});

export const AdGroupView = z.object({
  id: z.string(),
  version: z.number(),
  name: z.string(),
  status: z.enum(RECORD_STATUSES),
  bid: z.object({ strategy: z.enum(BID_STRATEGIES), amountMicros: z.string().nullable() }),
  targeting: z.object({
    communities: z.array(z.string()),
    interests: z.array(z.string()),
    locations: z.array(z.string()),
    devices: z.array(z.string()),
  }),
  sync: SyncView,
  ads: z.array(AdView),
  keywords: z.array(KeywordView),
});

export const CampaignView = z.object({
  id: z.string(),
  campaignSetId: z.string(),
  connectionId: z.string(),
  connectionName: z.string(),
  platform: z.enum(PLATFORMS),
  version: z.number(),
  name: z.string(),
  objective: z.enum(OBJECTIVES),
  status: z.enum(RECORD_STATUSES),
  budget: z.object({ type: z.enum(["daily", "lifetime"]), amountMicros: z.string(), currency: z.string() }),
  startAt: nullableInstant,
  endAt: nullableInstant,
  platformSettings: z.record(z.string(), z.json()),
  sync: SyncView,
  adGroups: z.array(AdGroupView),
});

/** Counts of records by state, for badges and bars. */
export const SyncSummaryView = z.object({
  total: z.number(),
  synced: z.number(),
  /** Never pushed, or edited here since. */
  pending: z.number(),
  failed: z.number(),
  conflict: z.number(),
});

export const CampaignSetSummaryView = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(SET_STATUSES),
  version: z.number(),
  campaignCount: z.number(),
  platforms: z.array(z.enum(PLATFORMS)),
  /** Sum of the daily budgets of active campaigns, by currency. */
  dailyBudget: z.array(z.object({ currency: z.string(), amountMicros: z.string() })),
  sync: SyncSummaryView,
  openRunId: z.string().nullable(),
  lastSyncedAt: nullableInstant,
  createdAt: instant,
  updatedAt: instant,
});

export const CampaignSetView = CampaignSetSummaryView.extend({
  config: z.record(z.string(), z.json()),
  campaigns: z.array(CampaignView),
});

export const OPERATION_KINDS = ["create", "update", "pause", "resume", "archive", "remove", "adopt", "pull"] as const;
export const OPERATION_STATES = ["planned", "applying", "held", "applied", "failed", "skipped"] as const;

export const OperationView = z.object({
  id: z.string(),
  seq: z.number(),
  kind: z.enum(OPERATION_KINDS),
  recordKind: z.enum(RECORD_KINDS),
  recordId: z.string(),
  recordName: z.string(),
  parentRecordId: z.string().nullable(),
  campaignId: z.string(),
  platform: z.enum(PLATFORMS),
  changes: z.array(FieldChangeView),
  state: z.enum(OPERATION_STATES),
  /** "created paused, enabled once the whole tree is there", why it was held, skipped, … */
  reason: z.string().nullable(),
  error: ErrorView.nullable(),
  platformId: z.string().nullable(),
  endedAt: nullableInstant,
});

/** Listed apart: what the platform lacks. Never makes a plan non-empty. */
export const SkippedView = z.object({
  kind: z.literal("skipped"),
  recordKind: z.enum(RECORD_KINDS),
  recordId: z.string(),
  recordName: z.string(),
  platform: z.enum(PLATFORMS),
  reason: z.string(),
});

export const SpendView = z.object({
  currency: z.string(),
  /** What the set may spend a day now, and after the plan. Lifetime budgets are spread over their days. */
  perDayBeforeMicros: z.string(),
  perDayAfterMicros: z.string(),
});

export const CallForecastView = z.object({
  connectionId: z.string(),
  connectionName: z.string(),
  platform: z.enum(PLATFORMS),
  calls: z.number(),
  /** The least time the platform's quotas allow for it. */
  minimumSeconds: z.number(),
});

export const PlanView = z.object({
  planId: z.string(),
  campaignSetId: z.string(),
  campaignSetName: z.string(),
  createdAt: instant,
  /** The oldest reading of a platform the plan rests on; null when nothing was ever read. */
  observedAt: nullableInstant,
  /** True when the world moved since: the plan cannot be pushed any more. */
  stale: z.boolean(),
  operations: z.array(OperationView),
  skipped: z.array(SkippedView),
  held: z.array(OperationView),
  spend: z.array(SpendView),
  calls: z.array(CallForecastView),
});

export const RUN_STATUSES = ["queued", "running", "completed", "partial", "failed", "cancelled"] as const;

export const ProgressView = z.object({
  synced: z.number(),
  failed: z.number(),
  skipped: z.number(),
  total: z.number(),
  etaSeconds: z.number().nullable(),
});

export const RUN_KINDS = ["push", "pull", "undo"] as const;

/** A field both sides changed. Values are canonical; `base` is what they last agreed on. */
export const ConflictFieldView = z.object({
  name: z.string(),
  base: z.json(),
  local: z.json(),
  platform: z.json(),
  /** What each choice would spend a day, where the field is about money. */
  moneyEffect: z
    .object({ currency: z.string(), localPerDayMicros: z.string(), platformPerDayMicros: z.string() })
    .nullable(),
  /** Who changed our side last, and when. Platforms do not say who changed theirs. */
  localBy: z.string().nullable(),
  localAt: nullableInstant,
});

export const CONFLICT_CHOICES = ["local", "platform"] as const;
export const CONFLICT_STATUSES = ["open", "resolved"] as const;

const Side = z.enum(CONFLICT_CHOICES, { error: "Choose local or platform." });

/** One choice for all fields of a conflict, or one for each field that is to be settled now. */
export const ConflictDecision = z.union(
  [
    z.strictObject({ choice: Side }),
    z.strictObject({
      fields: z
        .record(z.string().max(100), Side)
        .refine((fields) => Object.keys(fields).length > 0, { error: "Name at least one field." }),
    }),
  ],
  { error: 'Send {"choice": "local" | "platform"} or {"fields": {"name": "local", …}}.' },
);

export const ConflictView = z.object({
  id: z.string(),
  platform: z.enum(PLATFORMS),
  connectionId: z.string(),
  connectionName: z.string(),
  campaignSetId: z.string(),
  campaignId: z.string(),
  recordKind: z.enum(RECORD_KINDS),
  recordId: z.string(),
  recordName: z.string(),
  currency: z.string().nullable(),
  detectedAt: instant,
  status: z.enum(CONFLICT_STATUSES),
  fields: z.array(ConflictFieldView),
  /** How it was resolved; `agreement` when both sides came to the same value by themselves. */
  resolution: z
    .object({
      by: z.enum(["person", "agreement"]),
      name: z.string().nullable(),
      at: nullableInstant,
      choices: z.record(z.string(), z.enum(CONFLICT_CHOICES)),
      /** Whether undoing it would still find things as the resolution left them. */
      canUndo: z.boolean(),
    })
    .nullable(),
});

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

/** How a field came to have its value, oldest first, and where both sides stand now. Values are canonical. */
export const ExplainView = z.object({
  recordKind: z.enum(RECORD_KINDS),
  recordId: z.string(),
  recordName: z.string(),
  field: z.string(),
  now: z.object({
    local: z.json(),
    platform: z.json(),
    agreed: z.json(),
    state: z.enum(["in_step", "differs", "conflict", "waiting"]),
    platformReadAt: nullableInstant,
  }),
  steps: z.array(
    z.object({
      at: instant,
      kind: z.enum(["edit", "pull", "plan", "call", "read_back", "refused", "conflict", "resolution", "undo"]),
      by: z.string().nullable(),
      from: z.json(),
      to: z.json(),
      text: z.string(),
      runId: z.string().nullable(),
      callId: z.string().nullable(),
    }),
  ),
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

export const ConnectionView = z.object({
  id: z.string(),
  platform: z.enum(PLATFORMS),
  name: z.string(),
  status: z.enum(["active", "paused", "reauthorize", "disconnected"]),
  statusReason: z.string().nullable(),
  mode: z.enum(["simulator", "live"]),
  lastPullAt: nullableInstant,
  breaker: z.object({ state: z.enum(["closed", "open", "half_open"]), until: nullableInstant }),
  quota: z.array(
    z.object({
      group: z.string(),
      used: z.number(),
      limit: z.number(),
      windowSeconds: z.number(),
      resetsAt: nullableInstant,
    }),
  ),
  /** When the platform's access ends, unless it is renewed before, which happens by itself. */
  tokenExpiresAt: nullableInstant,
  /** The ad account it works in; null until one is chosen. */
  account: z.object({ adAccountId: z.string(), name: z.string(), currency: z.string() }).nullable(),
  /** What has to be chosen before anything can be pushed or read. */
  missing: z.array(z.enum(["adAccount", ...ACCOUNT_PARTS])),
  /** What it carries, and what is wrong there: a connection is as well as the worst thing about it. */
  campaigns: z.number(),
  openConflicts: z.number(),
  held: z.number(),
  failing: z.number(),
});

const chosen = z.object({ platformId: z.string(), name: z.string() }).nullable();

/** A connection with what people set on its page. */
export const ConnectionDetailView = ConnectionView.extend({
  version: z.number(),
  createdAt: instant,
  timeZone: z.string().nullable(),
  profile: chosen,
  pixel: chosen,
  fundingInstrument: chosen,
  /** What the platform allowed when a person let us in. */
  scopes: z.array(z.string()),
  /** Shares of the value before: 0.5 lets a budget grow by half in one change. */
  guardrails: z.object({
    maxIncrease: z.number(),
    maxDecrease: z.number(),
    maxDeletes: z.number(),
    maxDeleteShare: z.number(),
    smallScope: z.number(),
  }),
});

export const AdAccountList = z.object({
  items: z.array(
    z.object({
      platformId: z.string(),
      name: z.string(),
      currency: z.string(),
      timeZone: z.string().nullable(),
      businessName: z.string().nullable(),
      /** Why it cannot run ads, in the platform's word. */
      problem: z.string().nullable(),
      chosen: z.boolean(),
    }),
  ),
  nextCursor: z.null(),
});

const NamedOption = z.object({ platformId: z.string(), name: z.string() });
const FundingOption = NamedOption.extend({
  currency: z.string(),
  isServable: z.boolean(),
  reasons: z.array(z.string()),
});

export const FundingInstrumentList = z.object({
  items: z.array(FundingOption.extend({ chosen: z.boolean(), observedAt: instant })),
  nextCursor: z.null(),
});

/** What can be chosen along with one ad account. */
export const AccountOptionsView = z.object({
  profiles: z.array(NamedOption),
  pixels: z.array(NamedOption),
  fundingInstruments: z.array(FundingOption),
});

export const AuthorizationStarted = z.object({ authorizeUrl: z.string(), expiresAt: instant });

export const OverviewView = z.object({
  connections: z.array(ConnectionView),
  running: z.array(SyncRunView),
  recent: z.array(SyncRunView),
  /** What a person should look at, most money first. */
  needsYou: z.array(
    z.object({
      kind: z.enum(["failed_run", "failed_record", "reauthorize", "conflict", "unsynced"]),
      title: z.string(),
      detail: z.string(),
      href: z.string(),
      perDayMicros: z.string().nullable(),
      currency: z.string().nullable(),
    }),
  ),
  /** Runs of the last 24 hours, one entry an hour, oldest first. */
  hours: z.array(z.object({ at: instant, completed: z.number(), partial: z.number(), failed: z.number() })),
});

/** Who belongs to the organisation: enough to choose one by name. */
export const PeopleView = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string() })),
  nextCursor: z.null(),
});

export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const ConnectionPage = page(ConnectionView);
export const CampaignSetPage = page(CampaignSetSummaryView);
export const SyncRunPage = page(SyncRunView);
export const ConflictPage = page(ConflictView);
export const OperationPage = page(OperationView);
export const CallPage = page(CallView);

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

export const JobAccepted = z.object({ jobId: z.string(), status: z.enum(RUN_STATUSES) });

export type ErrorView = z.infer<typeof ErrorView>;
export type FieldChangeView = z.infer<typeof FieldChangeView>;
export type SyncView = z.infer<typeof SyncView>;
export type AdView = z.infer<typeof AdView>;
export type KeywordView = z.infer<typeof KeywordView>;
export type AdGroupView = z.infer<typeof AdGroupView>;
export type CampaignView = z.infer<typeof CampaignView>;
export type SyncSummaryView = z.infer<typeof SyncSummaryView>;
export type CampaignSetSummaryView = z.infer<typeof CampaignSetSummaryView>;
export type CampaignSetView = z.infer<typeof CampaignSetView>;
export type OperationView = z.infer<typeof OperationView>;
export type SkippedView = z.infer<typeof SkippedView>;
export type SpendView = z.infer<typeof SpendView>;
export type CallForecastView = z.infer<typeof CallForecastView>;
export type PlanView = z.infer<typeof PlanView>;
export type RunFailure = z.infer<typeof RunFailure>;
export type ProgressView = z.infer<typeof ProgressView>;
export type ConflictFieldView = z.infer<typeof ConflictFieldView>;
export type ConflictView = z.infer<typeof ConflictView>;
export type ConflictChoice = (typeof CONFLICT_CHOICES)[number];
export type ExplainView = z.infer<typeof ExplainView>;
export type UndoReport = z.infer<typeof UndoReport>;
export type PullFindings = z.infer<typeof PullFindings>;
export type SyncRunView = z.infer<typeof SyncRunView>;
export type CallView = z.infer<typeof CallView>;
export type ConnectionView = z.infer<typeof ConnectionView>;
export type ConnectionDetailView = z.infer<typeof ConnectionDetailView>;
export type AdAccountList = z.infer<typeof AdAccountList>;
export type AccountOptionsView = z.infer<typeof AccountOptionsView>;
export type PeopleView = z.infer<typeof PeopleView>;
export type OverviewView = z.infer<typeof OverviewView>;
