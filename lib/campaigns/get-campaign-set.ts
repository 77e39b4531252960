import { findSet } from "../db/campaign-records";
import { noTransaction } from "../db/client";
import { saveLinkStates } from "../db/link-states";
import { readSetRecords, type SetRecords } from "../db/set-records";
import { findOpenRunId } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { CampaignSetView, CampaignView } from "../domain/views/campaigns";
import { addHolds } from "./holds";
import { found } from "./read-views";
import { summarise, toCampaignViews } from "./views";

/** A set with its whole tree. One query a table, however many campaigns. Throws `not_found`. */
export async function getCampaignSet({
  actor: { organizationId },
  campaignSetId,
}: {
  actor: Actor;
  campaignSetId: string;
}): Promise<CampaignSetView> {
  const set = found(await findSet(noTransaction, { organizationId, id: campaignSetId }), "campaign set");
  const [records, openRunId] = await Promise.all([
    readSetRecords(organizationId, campaignSetId),
    findOpenRunId(organizationId, campaignSetId),
  ]);
  const { campaigns, outdatedLinks } = toCampaignViews(records);
  await Promise.all([saveLinkStates(outdatedLinks), addHolds(organizationId, campaigns)]);
  return {
    id: set.id,
    name: set.name,
    status: set.status,
    version: set.version,
    campaignCount: campaigns.length,
    platforms: [...new Set(campaigns.map((campaign) => campaign.platform))],
    dailyBudget: dailyBudgets(campaigns),
    sync: summarise(campaigns, countRemovals(records)),
    openRunId: openRunId,
    lastSyncedAt: set.lastSyncedAt?.toISOString() ?? null,
    createdAt: set.createdAt.toISOString(),
    updatedAt: set.updatedAt.toISOString(),
    config: set.config as CampaignSetView["config"],
    campaigns,
  };
}

/** What the active campaigns may spend a day, by currency. */
function dailyBudgets(campaigns: CampaignView[]): CampaignSetView["dailyBudget"] {
  const sums = new Map<string, bigint>();
  for (const { status, budget } of campaigns) {
    if (status !== "active" || budget.type !== "daily") continue;
    sums.set(budget.currency, (sums.get(budget.currency) ?? 0n) + BigInt(budget.amountMicros));
  }
  return [...sums]
    .map(([currency, sum]) => ({ currency, amountMicros: sum.toString() }))
    .sort((a, b) => a.currency.localeCompare(b.currency));
}

/** Records deleted here whose platform has yet to let go of them. */
function countRemovals({ campaigns, adGroups, ads, keywords, links }: SetRecords): number {
  const deleted = new Set(
    [...campaigns, ...adGroups, ...ads, ...keywords].flatMap((row) => (row.deletedAt ? row.id : [])),
  );
  const mayBeThere = (link: SetRecords["links"][number]) => link.platformId !== null || link.intentAt !== null;
  return links.filter((link) => deleted.has(link.recordId) && mayBeThere(link) && link.syncStatus === "pending").length;
}
