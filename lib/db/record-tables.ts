import type { RecordKind } from "../domain/canonical";

/** The table of each kind of record, for statements that serve all of them. */
export const RECORD_TABLES: Record<RecordKind, string> = {
  campaign: "Campaign",
  ad_group: "AdGroup",
  ad: "Ad",
  keyword: "Keyword",
};

/** Columns of each kind that a platform may set. What is not here follows from something else, and is never taken over. */
export const RECEIVED_COLUMNS: Record<RecordKind, readonly string[]> = {
  campaign: ["name", "objective", "status", "budgetType", "budgetAmountMicros", "startAt", "endAt", "platformSettings"],
  ad_group: ["name", "status", "bidStrategy", "bidAmountMicros", "targeting"],
  ad: ["status", "headlines", "descriptions", "finalUrl", "displayUrl", "callToAction", "imageUrl"],
  keyword: ["text", "matchType", "negative", "bidMicros", "status"],
};
