import { executeRows, type Transaction } from "./client";

/** New records in bulk: one statement a table, however many rows. Order among siblings is their `position`. */

export type NewCampaign = {
  id: string;
  organizationId: string;
  campaignSetId: string;
  connectionId: string;
  platform: string;
  name: string;
  objective: string;
  status: string;
  budgetType: string;
  budgetAmountMicros: string;
  currency: string;
  startAt: string | null;
  endAt: string | null;
  platformSettings: unknown;
  position: number;
  editedById: string | null;
};

export type NewAdGroup = {
  id: string;
  organizationId: string;
  campaignId: string;
  name: string;
  status: string;
  bidStrategy: string;
  bidAmountMicros: string | null;
  targeting: unknown;
  position: number;
  editedById: string | null;
};

export type NewAd = {
  id: string;
  organizationId: string;
  adGroupId: string;
  headlines: string[];
  descriptions: string[];
  finalUrl: string;
  displayUrl: string | null;
  callToAction: string | null;
  imageUrl: string | null;
  status: string;
  position: number;
  editedById: string | null;
};

export type NewKeyword = {
  id: string;
  organizationId: string;
  adGroupId: string;
  text: string;
  matchType: string;
  negative: boolean;
  bidMicros: string | null;
  status: string;
  position: number;
  editedById: string | null;
};

export type NewRecords = { campaigns: NewCampaign[]; adGroups: NewAdGroup[]; ads: NewAd[]; keywords: NewKeyword[] };

/** Parents before children, as their foreign keys want it. */
export async function insertRecords(tx: Transaction, records: NewRecords): Promise<void> {
  await executeRows(tx, INSERT_CAMPAIGNS, records.campaigns);
  await executeRows(tx, INSERT_AD_GROUPS, records.adGroups);
  await executeRows(tx, INSERT_ADS, records.ads);
  await executeRows(tx, INSERT_KEYWORDS, records.keywords);
}

/** An insert from a recordset: the columns and their types are constant text, only `$1` carries data. */
function insertStatement(table: string, columns: Record<string, string>): string {
  const names = Object.keys(columns).map((name) => `"${name}"`);
  const typed = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`);
  return `insert into "${table}" (${names.join(", ")})
    select ${names.join(", ")} from jsonb_to_recordset($1::jsonb) as r(${typed.join(", ")})`;
}

const common = { id: "uuid", organizationId: "uuid", status: `"RecordStatus"`, position: "int", editedById: "uuid" };

const INSERT_CAMPAIGNS = insertStatement("Campaign", {
  ...common,
  campaignSetId: "uuid",
  connectionId: "uuid",
  platform: `"Platform"`,
  name: "text",
  objective: `"Objective"`,
  budgetType: `"BudgetType"`,
  budgetAmountMicros: "bigint",
  currency: "text",
  startAt: "timestamptz",
  endAt: "timestamptz",
  platformSettings: "jsonb",
});

const INSERT_AD_GROUPS = insertStatement("AdGroup", {
  ...common,
  campaignId: "uuid",
  name: "text",
  bidStrategy: `"BidStrategy"`,
  bidAmountMicros: "bigint",
  targeting: "jsonb",
});

const INSERT_ADS = insertStatement("Ad", {
  ...common,
  adGroupId: "uuid",
  headlines: "text[]",
  descriptions: "text[]",
  finalUrl: "text",
  displayUrl: "text",
  callToAction: "text",
  imageUrl: "text",
});

const INSERT_KEYWORDS = insertStatement("Keyword", {
  ...common,
  adGroupId: "uuid",
  text: "text",
  matchType: `"MatchType"`,
  negative: "boolean",
  bidMicros: "bigint",
});
