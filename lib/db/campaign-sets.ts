import { db, type Transaction } from "./client";

export const findCampaignSet = (organizationId: string, campaignSetId: string) =>
  db.campaignSet.findFirst({
    where: { id: campaignSetId, organizationId, deletedAt: null },
    select: { id: true, name: true, status: true, lastSyncedAt: true },
  });

/** The platforms a run's or a set's campaigns are on, and the state of their connections. */
export const listSetConnections = (organizationId: string, campaignSetId: string) =>
  db.connection.findMany({
    where: { organizationId, campaigns: { some: { campaignSetId } } },
    select: { id: true, name: true, platform: true, status: true, statusReason: true },
  });

/** A set says what its campaigns do, also when that was decided over there. A set that failed or is being pushed keeps its word. */
export const refreshSetStatuses = (tx: Transaction, campaignSetIds: string[]) =>
  tx.$executeRaw`
    update "CampaignSet" s set "status" = case
        when exists (select 1 from "Campaign" c where c."campaignSetId" = s."id" and c."deletedAt" is null and c."status" = 'active') then 'active'::"SetStatus"
        when exists (select 1 from "Campaign" c where c."campaignSetId" = s."id" and c."deletedAt" is null and c."status" <> 'archived') then 'paused'::"SetStatus"
        else 'archived'::"SetStatus" end
    where s."id" = any(${campaignSetIds}::uuid[]) and s."status" in ('active', 'paused', 'archived')`;

type StatusChange = { organizationId: string; campaignSetId: string; editedById: string | null };

/** Pauses every active campaign of a set. Answers how many. */
export async function pauseCampaigns(tx: Transaction, change: StatusChange): Promise<number> {
  const { organizationId, campaignSetId, editedById } = change;
  const { count } = await tx.campaign.updateMany({
    where: { organizationId, campaignSetId, status: "active", deletedAt: null },
    data: { status: "paused", pausedWithSet: true, version: { increment: 1 }, editedById },
  });
  return count;
}

/**
 * Activates what was paused together with the set; where nothing was and nothing runs, every paused campaign: the set has
 * never run, or each was paused by hand. In a set that runs what is paused was meant to be. Answers how many.
 */
export async function resumeCampaigns(tx: Transaction, change: StatusChange): Promise<number> {
  const { organizationId, campaignSetId, editedById } = change;
  const paused = { organizationId, campaignSetId, status: "paused" as const, deletedAt: null };
  const withSet = await tx.campaign.count({ where: { ...paused, pausedWithSet: true } });
  const running = await tx.campaign.count({ where: { ...paused, status: "active" } });
  if (withSet === 0 && running > 0) return 0;
  const { count } = await tx.campaign.updateMany({
    where: withSet > 0 ? { ...paused, pausedWithSet: true } : paused,
    data: { status: "active", pausedWithSet: false, version: { increment: 1 }, editedById },
  });
  return count;
}

/** Campaigns that count as paused with their set again. */
export const markPausedWithSet = (tx: Transaction, ids: string[]) =>
  tx.campaign.updateMany({ where: { id: { in: ids }, status: "paused" }, data: { pausedWithSet: true } });
