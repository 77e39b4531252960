import { db, type Transaction } from "./client";

/**
 * Single records of a campaign set, found by id within their organisation. What is deleted, or below something deleted,
 * is not found. `within` names the parents an address goes through; a record below another parent is not found either.
 */
export type Within = { campaignSetId?: string; campaignId?: string; adGroupId?: string };

type Where = { organizationId: string; id: string; within?: Within };

const liveSet = (within: Within = {}) => ({ id: within.campaignSetId, deletedAt: null });

const liveCampaign = (within: Within = {}) => ({
  id: within.campaignId,
  deletedAt: null,
  campaignSet: liveSet(within),
});

const liveAdGroup = (within: Within = {}) => ({
  id: within.adGroupId,
  deletedAt: null,
  campaign: liveCampaign(within),
});

const parents = { select: { campaignId: true, campaign: { select: { campaignSetId: true } } } } as const;

export const findSet = (tx: Transaction, { organizationId, id }: Where) =>
  tx.campaignSet.findFirst({ where: { organizationId, id, deletedAt: null } });

export const findCampaign = (tx: Transaction, { organizationId, id, within }: Where) =>
  tx.campaign.findFirst({ where: { organizationId, id, deletedAt: null, campaignSet: liveSet(within) } });

export const findAdGroup = (tx: Transaction, { organizationId, id, within }: Where) =>
  tx.adGroup.findFirst({
    where: { organizationId, id, deletedAt: null, campaign: liveCampaign(within) },
    include: { campaign: { select: { campaignSetId: true } } },
  });

export const findAd = (tx: Transaction, { organizationId, id, within }: Where) =>
  tx.ad.findFirst({
    where: { organizationId, id, deletedAt: null, adGroup: liveAdGroup(within) },
    include: { adGroup: parents },
  });

export const findKeyword = (tx: Transaction, { organizationId, id, within }: Where) =>
  tx.keyword.findFirst({
    where: { organizationId, id, deletedAt: null, adGroup: liveAdGroup(within) },
    include: { adGroup: parents },
  });

/** What the create of a campaign must know of the connections it may run on. */
export const listCampaignConnections = (organizationId: string) =>
  db.connection.findMany({
    where: { organizationId, status: { not: "disconnected" } },
    select: { id: true, platform: true, settings: true },
    orderBy: { id: "asc" },
  });

/** The place after the last sibling. */
export async function nextPosition(
  tx: Transaction,
  parent: { campaignSetId: string } | { campaignId: string } | { adGroupId: string; of: "ad" | "keyword" },
): Promise<number> {
  const max = { _max: { position: true } } as const;
  const last =
    "campaignSetId" in parent
      ? await tx.campaign.aggregate({ ...max, where: { campaignSetId: parent.campaignSetId } })
      : "campaignId" in parent
        ? await tx.adGroup.aggregate({ ...max, where: { campaignId: parent.campaignId } })
        : parent.of === "ad"
          ? await tx.ad.aggregate({ ...max, where: { adGroupId: parent.adGroupId } })
          : await tx.keyword.aggregate({ ...max, where: { adGroupId: parent.adGroupId } });
  return (last._max.position ?? -1) + 1;
}

/** Locks the set's row until the transaction ends, and marks it as changed: runs that open meanwhile wait. */
export const touchSet = (tx: Transaction, organizationId: string, campaignSetId: string) =>
  tx.$executeRaw`update "CampaignSet" set "updatedAt" = now()
    where "id" = ${campaignSetId}::uuid and "organizationId" = ${organizationId}::uuid`;

/** Whether a run of this set is open. Inside a transaction that touched the set the answer holds until it ends. */
export const hasOpenRun = async (tx: Transaction, campaignSetId: string): Promise<boolean> =>
  (await tx.syncRun.count({ where: { openKey: campaignSetId } })) > 0;

/** The same of any run of the set, a small one beside its own included. */
export const hasAnyOpenRun = async (tx: Transaction, campaignSetId: string): Promise<boolean> =>
  (await tx.syncRun.count({ where: { campaignSetId, openKey: { not: null } } })) > 0;

/** Ids of all records below a campaign or an ad group, deleted ones included. */
export async function listIdsBelow(
  tx: Transaction,
  scope: { organizationId: string } & ({ campaignId: string } | { adGroupId: string }),
): Promise<string[]> {
  const { organizationId } = scope;
  const parent = "campaignId" in scope ? { campaignId: scope.campaignId } : { id: scope.adGroupId };
  const select = { id: true } as const;
  const [adGroups, ads, keywords] = [
    "campaignId" in scope ? await tx.adGroup.findMany({ where: { organizationId, ...parent }, select }) : [],
    await tx.ad.findMany({ where: { organizationId, adGroup: parent }, select }),
    await tx.keyword.findMany({ where: { organizationId, adGroup: parent }, select }),
  ];
  return [...adGroups, ...ads, ...keywords].map((row) => row.id);
}
