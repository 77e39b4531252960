import type { Ad, AdGroup, Campaign, Keyword, Link } from "../../prisma/generated/client";
import type { SetRecords } from "../db/set-records";
import type { SyncStatus, Targeting } from "../domain/campaign";
import type { RecordKind } from "../domain/canonical";
import type {
  AdGroupView,
  AdView,
  CampaignView,
  KeywordView,
  SyncSummaryView,
  SyncView,
} from "../domain/views/campaigns";
import type { ErrorView } from "../domain/views/primitives";
import { platforms } from "../platforms/registry";
import type { KindCapabilities } from "../platforms/types";
import { editedFields, notKeptFields } from "../sync/core/compare";
import type { PlanRecord } from "../sync/core/planned";
import { isAway, isInStep } from "../sync/core/take-over";
import { capabilitiesIn, groupBy, planRecords } from "../sync/plan-records";

/** Rows as the API answers them: the tree, each record with how it stands with its platform. Deleted records are left out. */

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

type LiveRow = { deletedAt: Date | null };
const live = <Row extends LiveRow>(rows: Row[] | undefined): Row[] =>
  (rows ?? []).filter((row) => row.deletedAt === null);

export type CampaignViews = {
  campaigns: CampaignView[];
  /** Links whose stored status no longer says what a comparison says. */
  outdatedLinks: { id: string; syncStatus: SyncStatus }[];
};

export function toCampaignViews(records: SetRecords): CampaignViews {
  const planned = new Map(planRecords(records).map((record) => [record.id, record]));
  const capabilitiesOf = capabilitiesIn(records);
  const links = new Map(records.links.map((link) => [`${link.connectionId}/${link.recordId}`, link]));
  const names = new Map(records.connections.map((connection) => [connection.id, connection.name]));
  const adGroupsOf = groupBy(records.adGroups, (row) => row.campaignId);
  const adsOf = groupBy(records.ads, (row) => row.adGroupId);
  const keywordsOf = groupBy(records.keywords, (row) => row.adGroupId);
  const outdatedLinks: CampaignViews["outdatedLinks"] = [];

  const campaigns = live(records.campaigns).map((campaign) => {
    const syncOf = (kind: RecordKind, row: { id: string }, above: { status: string }[] = [campaign]): SyncView => {
      const link = links.get(`${campaign.connectionId}/${row.id}`);
      const isClosed = above.some(({ status }) => status === "archived");
      const sync = toSyncView(capabilitiesOf(campaign).kinds[kind], link, planned.get(row.id), isClosed);
      if (link && link.syncStatus !== sync.status) outdatedLinks.push({ id: link.id, syncStatus: sync.status });
      return sync;
    };
    const keywordsSupported = platforms[campaign.platform]?.capabilities.kinds.keyword !== undefined;
    const adGroups = live(adGroupsOf.get(campaign.id)).map((adGroup) =>
      toAdGroupView(adGroup, syncOf("ad_group", adGroup), {
        ads: live(adsOf.get(adGroup.id)).map((ad) => toAdView(ad, syncOf("ad", ad, [campaign, adGroup]))),
        keywords: live(keywordsOf.get(adGroup.id)).map((keyword) =>
          toKeywordView(keyword, syncOf("keyword", keyword, [campaign, adGroup]), keywordsSupported),
        ),
      }),
    );
    return toCampaignView(campaign, names.get(campaign.connectionId) ?? "", syncOf("campaign", campaign, []), adGroups);
  });
  return { campaigns, outdatedLinks };
}

/** What only the engine can say of a record; the rest follows from comparing it with what was pushed last. */
const SAID_BY_ENGINE = new Set<SyncStatus>(["conflict", "failed", "syncing"]);

function statusOf(link: Link | undefined, isPending: boolean): SyncStatus {
  const stored = link?.syncStatus;
  // Whoever takes a refused edit back has nothing left that failed.
  const isTakenBack = stored === "failed" && !isPending;
  if (stored && SAID_BY_ENGINE.has(stored) && !isTakenBack) return stored;
  return isPending ? "pending" : "synced";
}

/** `isClosed`: something above it is put away here, so nothing of it is sent any more. */
function toSyncView(
  kind: KindCapabilities | undefined,
  link: Link | undefined,
  record: PlanRecord | undefined,
  isClosed: boolean,
): SyncView {
  const isLinked = record?.link != null;
  const isNowhere = !isLinked && !record?.maybeThere && record?.desired.status === "archived";
  const unsynced =
    isLinked && kind && !isClosed && !isAway(record, kind)
      ? editedFields(kind.fields, record.link?.shadow.desired ?? {}, record.desired)
      : [];
  const isPending = !isLinked || unsynced.length > 0 || (kind !== undefined && !isInStep(record, kind));
  const status = statusOf(link, isPending && !isClosed && !isNowhere);
  return {
    status,
    platformId: link?.platformId ?? null,
    lastSyncedAt: iso(link?.lastSyncedAt ?? null),
    errorLog: status === "synced" ? null : ((link?.errorLog ?? null) as ErrorView | null),
    retryCount: link?.retryCount ?? 0,
    nextAttemptAt: iso(link?.nextAttemptAt ?? null),
    unsynced: unsynced as SyncView["unsynced"],
    notKept: record?.link && kind ? (notKeptFields(kind.fields, record.link.shadow) as SyncView["notKept"]) : [],
    held: null,
  };
}

function toCampaignView(row: Campaign, connectionName: string, sync: SyncView, adGroups: AdGroupView[]): CampaignView {
  return {
    id: row.id,
    campaignSetId: row.campaignSetId,
    connectionId: row.connectionId,
    connectionName,
    platform: row.platform,
    version: row.version,
    name: row.name,
    objective: row.objective,
    status: row.status,
    budget: { type: row.budgetType, amountMicros: row.budgetAmountMicros.toString(), currency: row.currency },
    startAt: iso(row.startAt),
    endAt: iso(row.endAt),
    platformSettings: row.platformSettings as CampaignView["platformSettings"],
    sync,
    adGroups,
  };
}

function toAdGroupView(row: AdGroup, sync: SyncView, children: Pick<AdGroupView, "ads" | "keywords">): AdGroupView {
  const targeting = row.targeting as Partial<Targeting>;
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    status: row.status,
    bid: { strategy: row.bidStrategy, amountMicros: row.bidAmountMicros?.toString() ?? null },
    targeting: {
      communities: targeting.communities ?? [],
      interests: targeting.interests ?? [],
      locations: targeting.locations ?? [],
      devices: targeting.devices ?? [],
    },
    sync,
    ...children,
  };
}

function toAdView(row: Ad, sync: SyncView): AdView {
  const { id, version, headlines, descriptions, finalUrl, displayUrl, callToAction, imageUrl, status } = row;
  return { id, version, headlines, descriptions, finalUrl, displayUrl, callToAction, imageUrl, status, sync };
}

function toKeywordView(row: Keyword, sync: SyncView, supported: boolean): KeywordView {
  const { id, version, text, matchType, negative, status } = row;
  return {
    id,
    version,
    text,
    matchType,
    negative,
    bidMicros: row.bidMicros?.toString() ?? null,
    status,
    sync,
    supported,
  };
}

/** Counts of every record that could be on a platform. `removals` are records deleted here that are still there. */
export function summarise(campaigns: CampaignView[], removals: number): SyncSummaryView {
  const counts = { total: removals, synced: 0, pending: removals, failed: 0, conflict: 0 };
  const count = ({ status }: SyncView) => {
    counts.total += 1;
    counts[status === "syncing" ? "pending" : status] += 1;
  };
  for (const campaign of campaigns) {
    count(campaign.sync);
    for (const adGroup of campaign.adGroups) {
      count(adGroup.sync);
      for (const ad of adGroup.ads) count(ad.sync);
      for (const keyword of adGroup.keywords) if (keyword.supported) count(keyword.sync);
    }
  }
  return counts;
}
