import { uuidv7 } from "uuidv7";
import type { Ad, AdGroup, Campaign, Keyword } from "../../prisma/generated/client";
import type { NewRecords } from "../db/campaign-inserts";
import type { SetRecords } from "../db/set-records";
import { OBJECTIVES } from "../domain/campaign";
import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import { type Columns, receivedColumns } from "../sync/received";
import type { Found } from "./found-records";

/** A record of ours made of one that was found, and where it hangs. */
export type Taken = { found: Found; recordId: string; campaignId: string; campaignSetId: string };

type LeftAlone = { found: Found; reason: string };

/** What becomes of everything that was asked for: rows to insert, what each is linked to, what is left alone. */
export type Taking = { records: NewRecords; taken: Taken[]; left: LeftAlone[] };

export const startTaking = (): Taking => ({
  records: { campaigns: [], adGroups: [], ads: [], keywords: [] },
  taken: [],
  left: [],
});

type CampaignPlace = {
  organizationId: string;
  connectionId: string;
  platform: string;
  currency: string;
  campaignSetId: string;
  position: number;
  unproject: (found: Found) => CanonicalRecord;
};

/** A campaign with everything below it. Left alone, whole, where our model has no word for what it is for. */
export function takeCampaign(taking: Taking, found: Found, place: CampaignPlace): boolean {
  const columns = columnsOf("campaign", place.unproject(found));
  const { organizationId, connectionId, platform, currency, campaignSetId, position } = place;
  const objective = OBJECTIVES.find((known) => known === columns.objective);
  if (!objective) {
    taking.left.push({ found, reason: "Its objective has no counterpart here." });
    return false;
  }
  const id = uuidv7();
  taking.records.campaigns.push({
    ...common(id, organizationId, columns, position),
    campaignSetId,
    connectionId,
    platform,
    currency,
    name: text(columns.name) ?? found.name,
    objective,
    // Our campaigns always say what they may spend. One that says nothing there says zero here, and nothing of it leaves.
    budgetType: text(columns.budgetType) ?? "daily",
    budgetAmountMicros: text(columns.budgetAmountMicros) ?? "0",
    startAt: text(columns.startAt),
    endAt: text(columns.endAt),
    platformSettings: withoutNulls(columns.platformSettings),
  });
  taking.taken.push({ found, recordId: id, campaignId: id, campaignSetId });
  found.children.forEach((child, at) => {
    takeAdGroup(taking, child, { organizationId, campaignId: id, campaignSetId, position: at });
  });
  return true;
}

type Place = { organizationId: string; campaignId: string; campaignSetId: string; position: number };

export function takeAdGroup(taking: Taking, found: Found, place: Place): void {
  const { organizationId, campaignId, campaignSetId, position } = place;
  const columns = columnsOf("ad_group", found.fields);
  const id = uuidv7();
  taking.records.adGroups.push({
    ...common(id, organizationId, columns, position),
    campaignId,
    name: text(columns.name) ?? found.name,
    bidStrategy: text(columns.bidStrategy) ?? "automatic",
    bidAmountMicros: text(columns.bidAmountMicros),
    targeting: { communities: [], interests: [], locations: [], devices: [], ...(columns.targeting as object) },
  });
  taking.taken.push({ found, recordId: id, campaignId, campaignSetId });
  const positions: Record<string, number> = {};
  for (const child of found.children) {
    const at = positions[child.kind] ?? 0;
    if (takeLeaf(taking, child, { ...place, position: at }, id)) positions[child.kind] = at + 1;
  }
}

/** An ad or a keyword. An ad whose content could not be read is left alone: half an ad would overwrite the whole one. */
export function takeLeaf(taking: Taking, found: Found, place: Place, adGroupId: string): boolean {
  const { organizationId, campaignId, campaignSetId, position } = place;
  if (found.incomplete) {
    taking.left.push({ found, reason: "What it shows could not be read." });
    return false;
  }
  const columns = columnsOf(found.kind, found.fields);
  const id = uuidv7();
  if (found.kind === "ad") {
    taking.records.ads.push({
      ...common(id, organizationId, columns, position),
      adGroupId,
      headlines: texts(columns.headlines),
      descriptions: texts(columns.descriptions),
      finalUrl: text(columns.finalUrl) ?? "",
      displayUrl: text(columns.displayUrl),
      callToAction: text(columns.callToAction),
      imageUrl: text(columns.imageUrl),
    });
  } else {
    taking.records.keywords.push({
      ...common(id, organizationId, columns, position),
      adGroupId,
      text: text(columns.text) ?? found.name,
      matchType: text(columns.matchType) ?? "broad",
      negative: columns.negative === true,
      bidMicros: text(columns.bidMicros),
    });
  }
  taking.taken.push({ found, recordId: id, campaignId, campaignSetId });
  return true;
}

const columnsOf = (kind: RecordKind, fields: CanonicalRecord): Columns => receivedColumns(kind, fields, {}).columns;

/** Nobody here edited it: who took it on is in the audit. */
const common = (id: string, organizationId: string, columns: Columns, position: number) => ({
  id,
  organizationId,
  status: text(columns.status) ?? "paused",
  position,
  editedById: null,
});

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const withoutNulls = (value: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries((value ?? {}) as Record<string, unknown>).filter(([, inner]) => inner !== null));

/** New rows as they will be read back, so that what they come to can be reckoned before anything is saved. */
export function asRows({
  campaigns,
  adGroups,
  ads,
  keywords,
}: NewRecords): Pick<SetRecords, "campaigns" | "adGroups" | "ads" | "keywords"> {
  const now = new Date();
  const fresh = { version: 1, createdAt: now, updatedAt: now, deletedAt: null };
  const date = (value: string | null) => (value === null ? null : new Date(value));
  const amount = (value: string | null) => (value === null ? null : BigInt(value));
  return {
    campaigns: campaigns.map(
      (row) =>
        ({
          ...row,
          ...fresh,
          pausedWithSet: false,
          budgetAmountMicros: BigInt(row.budgetAmountMicros),
          startAt: date(row.startAt),
          endAt: date(row.endAt),
        }) as Campaign,
    ),
    adGroups: adGroups.map((row) => ({ ...row, ...fresh, bidAmountMicros: amount(row.bidAmountMicros) }) as AdGroup),
    ads: ads.map((row) => ({ ...row, ...fresh }) as Ad),
    keywords: keywords.map((row) => ({ ...row, ...fresh, bidMicros: amount(row.bidMicros) }) as Keyword),
  };
}
