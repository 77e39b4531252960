import type { RecordKind } from "@/lib/domain/canonical";
import type { AdGroupView, AdView, CampaignSetView, CampaignView, KeywordView } from "@/lib/domain/views/campaigns";
import type { OperationView } from "@/lib/domain/views/plans";

/** A record with what holds it. `campaign` gives the platform and the currency of everything below it. */
export type TreeNode =
  | { kind: "campaign"; record: CampaignView; campaign: CampaignView }
  | { kind: "ad_group"; record: AdGroupView; campaign: CampaignView }
  | { kind: "ad"; record: AdView; campaign: CampaignView; adGroup: AdGroupView }
  | { kind: "keyword"; record: KeywordView; campaign: CampaignView; adGroup: AdGroupView };

/** A line of the tree as it is drawn. `expanded` is null where there is nothing to unfold. */
export type TreeRow = TreeNode & { depth: number; expanded: boolean | null };

export type RecordOf<Kind extends RecordKind> = Extract<TreeNode, { kind: Kind }>["record"];

/** What a record is called: an ad by its first headline, a keyword by its text. */
export function nodeName(node: TreeNode): string {
  switch (node.kind) {
    case "ad":
      return node.record.headlines[0] ?? "Ad without a headline";
    case "keyword":
      return node.record.text;
    default:
      return node.record.name;
  }
}

/** A keyword on a platform without keywords is listed but never pushed, so it never waits for anything. */
export const isPushable = (node: TreeNode) => node.kind !== "keyword" || node.record.supported;

/** Every record of a set, each before what is inside it. */
export function* eachNode(campaigns: readonly CampaignView[]): Generator<TreeNode> {
  for (const campaign of campaigns) {
    yield { kind: "campaign", record: campaign, campaign };
    for (const adGroup of campaign.adGroups) {
      yield { kind: "ad_group", record: adGroup, campaign };
      for (const record of adGroup.ads) yield { kind: "ad", record, campaign, adGroup };
      for (const record of adGroup.keywords) yield { kind: "keyword", record, campaign, adGroup };
    }
  }
}

export function findNode(campaigns: readonly CampaignView[], kind: RecordKind, id: string): TreeNode | null {
  for (const node of eachNode(campaigns)) if (node.kind === kind && node.record.id === id) return node;
  return null;
}

const parentIdOf = (node: TreeNode): string | null => {
  if (node.kind === "campaign") return null;
  return node.kind === "ad_group" ? node.campaign.id : node.adGroup.id;
};

const depthOf = { campaign: 0, ad_group: 1, ad: 2, keyword: 2 } as const;

const hasChildren = (node: TreeNode) =>
  (node.kind === "campaign" && node.record.adGroups.length > 0) ||
  (node.kind === "ad_group" && node.record.ads.length + node.record.keywords.length > 0);

/** The lines to draw: unfolded records, or, with a filter, what matches together with all that holds it. */
export function treeRows(
  campaigns: readonly CampaignView[],
  isExpanded: (id: string) => boolean,
  matches: ((node: TreeNode) => boolean) | null,
): TreeRow[] {
  const row = (node: TreeNode, expanded: boolean): TreeRow => ({
    ...node,
    depth: depthOf[node.kind],
    expanded: hasChildren(node) ? expanded : null,
  });
  if (matches) {
    const kept = keptByFilter(campaigns, matches);
    return [...eachNode(campaigns)].filter((node) => kept.has(node.record.id)).map((node) => row(node, true));
  }
  const rows: TreeRow[] = [];
  const shown = new Set<string | null>([null]);
  for (const node of eachNode(campaigns)) {
    if (!shown.has(parentIdOf(node))) continue;
    const expanded = isExpanded(node.record.id);
    if (expanded) shown.add(node.record.id);
    rows.push(row(node, expanded));
  }
  return rows;
}

function keptByFilter(campaigns: readonly CampaignView[], matches: (node: TreeNode) => boolean): ReadonlySet<string> {
  const kept = new Set<string>();
  for (const node of eachNode(campaigns)) {
    if (!matches(node)) continue;
    kept.add(node.record.id).add(node.campaign.id);
    if (node.kind === "ad" || node.kind === "keyword") kept.add(node.adGroup.id);
  }
  return kept;
}

const mapAdGroups = (set: CampaignSetView, change: (adGroup: AdGroupView) => AdGroupView): CampaignSetView => ({
  ...set,
  campaigns: set.campaigns.map((campaign) => {
    const adGroups = campaign.adGroups.map(change);
    return adGroups.every((adGroup, index) => adGroup === campaign.adGroups[index])
      ? campaign
      : { ...campaign, adGroups };
  }),
});

const replaceIn = <Item extends { id: string }>(items: Item[], item: Item): Item[] =>
  items.some((other) => other.id === item.id) ? items.map((other) => (other.id === item.id ? item : other)) : items;

/** Any record with its kind, as an edit answers it. */
export type KindedRecord = { [Kind in RecordKind]: { kind: Kind; record: RecordOf<Kind> } }[RecordKind];

/** The set with one record in its newer form. */
export function replaceRecord(set: CampaignSetView, node: KindedRecord): CampaignSetView {
  switch (node.kind) {
    case "campaign":
      return { ...set, campaigns: replaceIn(set.campaigns, node.record) };
    case "ad_group":
      return mapCampaignOf(set, node.record.id, (campaign) => ({
        ...campaign,
        adGroups: replaceIn(campaign.adGroups, node.record),
      }));
    case "ad":
      return mapAdGroups(set, (adGroup) => withList(adGroup, "ads", replaceIn(adGroup.ads, node.record)));
    case "keyword":
      return mapAdGroups(set, (adGroup) => withList(adGroup, "keywords", replaceIn(adGroup.keywords, node.record)));
  }
}

const mapCampaignOf = (
  set: CampaignSetView,
  adGroupId: string,
  change: (campaign: CampaignView) => CampaignView,
): CampaignSetView => ({
  ...set,
  campaigns: set.campaigns.map((campaign) =>
    campaign.adGroups.some((adGroup) => adGroup.id === adGroupId) ? change(campaign) : campaign,
  ),
});

const withList = <Key extends "ads" | "keywords">(
  adGroup: AdGroupView,
  key: Key,
  list: AdGroupView[Key],
): AdGroupView => (adGroup[key] === list ? adGroup : { ...adGroup, [key]: list });

/** The set with a record added at the end of its parent. `parentId` is ignored for a campaign. */
export function insertRecord(set: CampaignSetView, parentId: string, node: KindedRecord): CampaignSetView {
  switch (node.kind) {
    case "campaign":
      return { ...set, campaigns: [...set.campaigns, node.record] };
    case "ad_group":
      return {
        ...set,
        campaigns: set.campaigns.map((campaign) =>
          campaign.id === parentId ? { ...campaign, adGroups: [...campaign.adGroups, node.record] } : campaign,
        ),
      };
    case "ad":
      return mapAdGroups(set, (group) =>
        group.id === parentId ? { ...group, ads: [...group.ads, node.record] } : group,
      );
    case "keyword":
      return mapAdGroups(set, (group) =>
        group.id === parentId ? { ...group, keywords: [...group.keywords, node.record] } : group,
      );
  }
}

/** The set without one record and all inside it. */
export function removeRecord(set: CampaignSetView, kind: RecordKind, id: string): CampaignSetView {
  const others = <Item extends { id: string }>(items: Item[]) =>
    items.some((item) => item.id === id) ? items.filter((item) => item.id !== id) : items;
  if (kind === "campaign") return { ...set, campaigns: others(set.campaigns) };
  if (kind === "ad_group")
    return mapCampaignOf(set, id, (campaign) => ({ ...campaign, adGroups: others(campaign.adGroups) }));
  const key = kind === "ad" ? "ads" : "keywords";
  return mapAdGroups(set, (adGroup) => ({ ...adGroup, [key]: others<AdView | KeywordView>(adGroup[key]) }));
}

/** The set with the outcome of operations written on its records, while a run is under way. */
export function applyOperations(set: CampaignSetView, operations: readonly OperationView[]): CampaignSetView {
  const byRecord = new Map(operations.map((operation) => [operation.recordId, operation]));
  const updated = <Record extends { id: string; sync: AdView["sync"] }>(record: Record): Record => {
    const operation = byRecord.get(record.id);
    return operation ? { ...record, sync: syncAfter(record.sync, operation) } : record;
  };
  return {
    ...set,
    campaigns: set.campaigns.map((campaign) => ({
      ...updated(campaign),
      adGroups: campaign.adGroups.map((adGroup) => ({
        ...updated(adGroup),
        ads: adGroup.ads.map(updated),
        keywords: adGroup.keywords.map(updated),
      })),
    })),
  };
}

function syncAfter(sync: AdView["sync"], operation: OperationView): AdView["sync"] {
  switch (operation.state) {
    case "applying":
      return { ...sync, status: "syncing" };
    case "applied":
      return {
        ...sync,
        status: "synced",
        platformId: operation.platformId ?? sync.platformId,
        lastSyncedAt: operation.endedAt ?? sync.lastSyncedAt,
        errorLog: null,
        unsynced: sync.unsynced.filter((edit) => !operation.changes.some((change) => change.field === edit.field)),
      };
    case "failed":
      return { ...sync, status: "failed", errorLog: operation.error ?? sync.errorLog };
    default:
      return sync;
  }
}
