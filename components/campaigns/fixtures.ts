import type {
  AdGroupView,
  AdView,
  CampaignSetView,
  CampaignView,
  KeywordView,
  SyncView,
} from "@/lib/domain/views/campaigns";
import type { OperationView } from "@/lib/domain/views/plans";

/** Small records for tests of this folder. */

export const sync = (over: Partial<SyncView> = {}): SyncView => ({
  status: "pending",
  platformId: null,
  lastSyncedAt: null,
  errorLog: null,
  retryCount: 0,
  nextAttemptAt: null,
  unsynced: [],
  notKept: [],
  held: null,
  ...over,
});

export const ad = (id: string, over: Partial<AdView> = {}): AdView => ({
  id,
  version: 1,
  headlines: [`Headline ${id}`],
  descriptions: [],
  finalUrl: "https://example.com/",
  displayUrl: null,
  callToAction: null,
  imageUrl: null,
  status: "active",
  sync: sync(),
  ...over,
});

export const keyword = (id: string, over: Partial<KeywordView> = {}): KeywordView => ({
  id,
  version: 1,
  text: `keyword ${id}`,
  matchType: "broad",
  negative: false,
  bidMicros: null,
  status: "active",
  sync: sync(),
  supported: false,
  ...over,
});

export const adGroup = (id: string, over: Partial<AdGroupView> = {}): AdGroupView => ({
  id,
  version: 1,
  name: `Group ${id}`,
  status: "active",
  bid: { strategy: "manual_cpc", amountMicros: "1200000" },
  targeting: { communities: ["running"], interests: [], locations: [], devices: [] },
  sync: sync(),
  ads: [],
  keywords: [],
  ...over,
});

export const campaign = (id: string, over: Partial<CampaignView> = {}): CampaignView => ({
  id,
  campaignSetId: "set",
  connectionId: "connection",
  connectionName: "Demo ad account",
  platform: "reddit",
  version: 1,
  name: `Campaign ${id}`,
  objective: "traffic",
  status: "active",
  budget: { type: "daily", amountMicros: "50000000", currency: "USD" },
  startAt: null,
  endAt: null,
  platformSettings: {},
  sync: sync(),
  adGroups: [],
  ...over,
});

export const campaignSet = (campaigns: CampaignView[]): CampaignSetView => ({
  id: "set",
  name: "Summer launch",
  status: "draft",
  version: 1,
  campaignCount: campaigns.length,
  platforms: ["reddit"],
  dailyBudget: [],
  sync: { total: 0, synced: 0, pending: 0, failed: 0, conflict: 0 },
  openRunId: null,
  lastSyncedAt: null,
  createdAt: "2026-11-01T00:00:00.000Z",
  updatedAt: "2026-11-01T00:00:00.000Z",
  config: {},
  campaigns,
});

export const operation = (over: Partial<OperationView>): OperationView => ({
  id: `operation-${over.recordId}`,
  seq: 1,
  kind: "create",
  recordKind: "ad",
  recordId: "a1",
  recordName: "Headline",
  parentRecordId: null,
  campaignId: "c1",
  platform: "reddit",
  changes: [],
  state: "planned",
  reason: null,
  guard: null,
  approvedAt: null,
  error: null,
  platformId: null,
  endedAt: null,
  ...over,
});
