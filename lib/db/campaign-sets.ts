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

type StatusChange = {
  organizationId: string;
  campaignSetId: string;
  from: "active" | "paused";
  to: "active" | "paused";
  editedById: string | null;
};

/** Moves every campaign of a set from one status to the other, in one statement. Answers how many moved. */
export async function setCampaignStatuses(tx: Transaction, change: StatusChange): Promise<number> {
  const { count } = await tx.campaign.updateMany({
    where: {
      organizationId: change.organizationId,
      campaignSetId: change.campaignSetId,
      status: change.from,
      deletedAt: null,
    },
    data: { status: change.to, version: { increment: 1 }, editedById: change.editedById },
  });
  return count;
}
