import type { SetRecords } from "../db/set-records";
import { type CanonicalRecord, type CanonicalValue, canonicalInstant, type RecordKind } from "../domain/canonical";
import { platformOrThrow } from "../platforms/registry";
import type { PlanRecord } from "./core/planned";
import { desiredAd, desiredAdGroup, desiredCampaign, desiredKeyword } from "./desired";
import { type Columns, receivedColumns } from "./received";

/** Rows of a set with what they hold, as against what a platform could hold of them. */

export type Row = { id: string; version: number } & Record<string, unknown>;

const CANONICAL = { campaign: desiredCampaign, ad_group: desiredAdGroup, ad: desiredAd, keyword: desiredKeyword };
const DATES = new Set(["startAt", "endAt"]);
const AMOUNTS = new Set(["budgetAmountMicros", "bidAmountMicros", "bidMicros"]);

export const rowsOf = ({ campaigns, adGroups, ads, keywords }: SetRecords): Map<string, Row> =>
  new Map<string, Row>([...campaigns, ...adGroups, ...ads, ...keywords].map((row) => [row.id, row]));

/** All of a row's own values, in the form the engine compares. */
export const rowValues = (kind: RecordKind, row: Row): CanonicalRecord =>
  (CANONICAL[kind] as unknown as (row: Row) => CanonicalRecord)(row);

/** Whether our row has a place of its own for the field; otherwise it follows from the row above. */
export const hasColumn = (kind: RecordKind, field: string): boolean =>
  receivedColumns(kind, { [field]: "" }, {}).received.length > 0;

/** A value as it was written down for people, in the form the engine compares. */
export const canonicalValue = (field: string, value: CanonicalValue): CanonicalValue =>
  DATES.has(field) && typeof value === "string" ? canonicalInstant(value) : value;

/** What the platform could hold of one record with these values, whatever else is in its campaign. */
export function projectAlone(
  set: SetRecords,
  { kind, id, campaignId }: PlanRecord,
  value: CanonicalRecord,
): CanonicalRecord {
  const campaign = set.campaigns.find((row) => row.id === campaignId);
  if (!campaign) return {};
  const alone = (of: RecordKind) => (kind === of ? [{ id, value }] : []);
  // Where the budget is kept hangs on the bids below.
  const groups = () => set.adGroups.filter((row) => row.campaignId === campaignId && row.deletedAt === null);
  const projected = platformOrThrow(campaign.platform).project({
    campaign: { id: campaignId, value: kind === "campaign" ? value : desiredCampaign(campaign) },
    adGroups:
      kind === "campaign" ? groups().map((row) => ({ id: row.id, value: desiredAdGroup(row) })) : alone("ad_group"),
    ads: alone("ad"),
    keywords: alone("keyword"),
  });
  return projected.get(id) ?? {};
}

/** The set with other columns in some of its rows, by record. */
export function withColumns(set: SetRecords, columnsOf: Map<string, Columns>): SetRecords {
  const changed = <R extends { id: string }>(rows: R[]): R[] =>
    rows.map((row) => ({ ...row, ...asStored(columnsOf.get(row.id) ?? {}) }));
  return {
    ...set,
    campaigns: changed(set.campaigns),
    adGroups: changed(set.adGroups),
    ads: changed(set.ads),
    keywords: changed(set.keywords),
  };
}

/** Columns as they come from the database. */
const asStored = (columns: Columns): Columns =>
  Object.fromEntries(
    Object.entries(columns).map(([column, value]) => {
      if (typeof value !== "string") return [column, value];
      if (AMOUNTS.has(column)) return [column, BigInt(value)];
      return [column, DATES.has(column) ? new Date(value) : value];
    }),
  );
