import type { Platform } from "@/lib/domain/campaign";
import type { CampaignSetView } from "@/lib/domain/views/campaigns";
import type { OperationView } from "@/lib/domain/views/plans";

/** What a plan's lines need of the set: how a campaign is called, in which currency it spends, and what its ad groups are called. */
export type SetWords = {
  campaigns: ReadonlyMap<
    string,
    { name: string; currency: string; daily: boolean; active: boolean; budgetMicros: string }
  >;
  adGroups: ReadonlyMap<string, string>;
  /** Records that both sides changed. */
  conflicts: number;
};

export function setWords(set: CampaignSetView): SetWords {
  return {
    campaigns: new Map(
      set.campaigns.map(({ id, name, budget, status }) => [
        id,
        {
          name,
          currency: budget.currency,
          daily: budget.type === "daily",
          active: status === "active",
          budgetMicros: budget.amountMicros,
        },
      ]),
    ),
    adGroups: new Map(set.campaigns.flatMap((campaign) => campaign.adGroups.map((group) => [group.id, group.name]))),
    conflicts: set.sync.conflict,
  };
}

export type PlanLine =
  | { line: "platform"; platform: Platform; count: number }
  | { line: "campaign"; campaignId: string; platform: Platform; name: string; operations: OperationView[] }
  | { line: "operation"; operation: OperationView };

/** A plan as it is drawn: platforms, in them campaigns, in them operations, in the plan's own order. */
export function planLines(operations: readonly OperationView[], words: SetWords | undefined): PlanLine[] {
  const platforms = groupBy(operations, (operation) => operation.platform);
  return [...platforms].flatMap(([platform, ofPlatform]) => [
    { line: "platform" as const, platform, count: ofPlatform.length },
    ...[...groupBy(ofPlatform, (operation) => operation.campaignId)].flatMap(([campaignId, ofCampaign]) => [
      {
        line: "campaign" as const,
        campaignId,
        platform,
        name: campaignName(campaignId, ofCampaign, words),
        operations: ofCampaign,
      },
      ...ofCampaign.map((operation) => ({ line: "operation" as const, operation })),
    ]),
  ]);
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const campaignName = (campaignId: string, operations: readonly OperationView[], words: SetWords | undefined): string =>
  words?.campaigns.get(campaignId)?.name ??
  operations.find((operation) => operation.recordId === campaignId)?.recordName ??
  "Campaign";

/** What an operation moves of the spend per day, in micros; null where it moves none or that cannot be told. */
export function spendPerDay(operation: OperationView, words: SetWords | undefined): bigint | null {
  const campaign = words?.campaigns.get(operation.campaignId);
  if (!campaign?.daily) return null;
  const budget = operation.changes.find((change) => change.field === "budgetAmountMicros");
  // Some platforms keep shares of the budget on the ad groups; of a new tree the campaign counts the whole.
  if (operation.recordKind === "ad_group" && operation.kind === "update" && budget && campaign.active) {
    const moved = (asMicros(budget.to) ?? 0n) - (asMicros(budget.from) ?? 0n);
    return moved === 0n ? null : moved;
  }
  if (operation.recordKind !== "campaign") return null;
  const status = operation.changes.find((change) => change.field === "status");
  const before = asMicros(budget?.from) ?? BigInt(campaign.budgetMicros);
  const after = asMicros(budget?.to) ?? BigInt(campaign.budgetMicros);
  if (operation.kind === "create") return status?.to === "active" ? after : null;
  if (status?.to === "active") return after;
  if (status?.from === "active") return -before;
  return campaign.active && budget && after !== before ? after - before : null;
}

const asMicros = (value: unknown): bigint | null =>
  typeof value === "string" && /^\d+$/.test(value) ? BigInt(value) : null;
