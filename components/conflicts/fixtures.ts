import type { ConflictFieldView, ConflictView } from "@/lib/domain/views/conflicts";

/** A field both sides changed, for tests. */
export const conflictField = (over: Partial<ConflictFieldView> = {}): ConflictFieldView => ({
  name: "name",
  base: "Beach shoes",
  local: "Beach shoes, ours",
  platform: "Beach shoes, theirs",
  moneyEffect: null,
  localBy: "Ada",
  localAt: "2026-11-21T10:05:00.000Z",
  ...over,
});

/** A daily budget in conflict: whole units of the currency, here and there. */
export const budgetField = (local: number, platform: number, currency = "USD"): ConflictFieldView =>
  conflictField({
    name: "budgetAmountMicros",
    base: "50000000",
    local: `${local}000000`,
    platform: `${platform}000000`,
    moneyEffect: { currency, localPerDayMicros: `${local}000000`, platformPerDayMicros: `${platform}000000` },
  });

/** An open conflict over the name of a campaign on Reddit, for tests. */
export const conflict = (id: string, over: Partial<ConflictView> = {}): ConflictView => ({
  id,
  platform: "reddit",
  connectionId: "connection",
  connectionName: "Reddit demo",
  campaignSetId: "set",
  campaignId: `campaign-${id}`,
  recordKind: "campaign",
  recordId: `record-${id}`,
  recordName: `Record ${id}`,
  currency: "USD",
  detectedAt: "2026-11-21T10:30:00.000Z",
  status: "open",
  version: 1,
  fields: [conflictField()],
  resolution: null,
  ...over,
});
