import { z } from "zod";
import {
  BID_STRATEGIES,
  MATCH_TYPES,
  OBJECTIVES,
  PLATFORMS,
  RECORD_STATUSES,
  SET_STATUSES,
  SYNC_STATUSES,
} from "../campaign";
import { ErrorView, instant, nullableInstant, page } from "./primitives";

export const SyncView = z.object({
  status: z.enum(SYNC_STATUSES),
  platformId: z.string().nullable(),
  lastSyncedAt: nullableInstant,
  errorLog: ErrorView.nullable(),
  retryCount: z.number(),
  nextAttemptAt: nullableInstant,
  /** Edits made here that the platform does not have yet. Empty for a record that was never pushed. */
  unsynced: z.array(z.object({ field: z.string(), from: z.json(), to: z.json() })),
  /** What the platform accepted and keeps otherwise than it was sent: rounded, trimmed, or left as it was. */
  notKept: z.array(z.object({ field: z.string(), sent: z.json(), kept: z.json() })),
  /** Why its last plan holds back what is not sent, and that plan: a guardrail, or something to mend. Null where nothing is. */
  held: z.object({ reason: z.string(), planId: z.string() }).nullable(),
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

export const CampaignSetPage = page(CampaignSetSummaryView);

export type SyncView = z.infer<typeof SyncView>;
export type AdView = z.infer<typeof AdView>;
export type KeywordView = z.infer<typeof KeywordView>;
export type AdGroupView = z.infer<typeof AdGroupView>;
export type CampaignView = z.infer<typeof CampaignView>;
export type SyncSummaryView = z.infer<typeof SyncSummaryView>;
export type CampaignSetSummaryView = z.infer<typeof CampaignSetSummaryView>;
export type CampaignSetView = z.infer<typeof CampaignSetView>;
