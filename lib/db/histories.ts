import type { RecordKind } from "../domain/canonical";
import { db } from "./client";

/** Everything that was written down about one record, oldest first. Bounded: the newest of each kind. */

const MOST = 200;

type Ref = { organizationId: string; recordId: string };

export const listRecordAudit = async ({ organizationId, recordId }: Ref) =>
  (
    await db.auditEntry.findMany({
      where: { organizationId, subjectId: recordId },
      orderBy: { id: "desc" },
      take: MOST,
    })
  ).reverse();

export const listRecordOperations = async ({ organizationId, recordId }: Ref) =>
  (
    await db.operation.findMany({
      where: { organizationId, recordId, syncRunId: { not: null } },
      orderBy: { id: "desc" },
      take: MOST,
      include: { plan: { select: { createdAt: true } } },
    })
  ).reverse();

/** Calls made for these operations that reached the platform to change something. */
export const listOperationWrites = (organizationId: string, operationIds: string[]) =>
  db.platformCall.findMany({
    where: { organizationId, operationId: { in: operationIds }, method: { not: "GET" } },
    orderBy: { id: "asc" },
    take: MOST,
    select: {
      id: true,
      operationId: true,
      syncRunId: true,
      method: true,
      path: true,
      status: true,
      platformRequestId: true,
      at: true,
    },
  });

export const listRecordConflicts = ({ organizationId, recordId }: Ref) =>
  db.conflict.findMany({ where: { organizationId, recordId }, orderBy: { id: "asc" }, take: MOST });

export const findRecordLink = ({ organizationId, recordId }: Ref, recordKind: RecordKind) =>
  db.link.findFirst({ where: { organizationId, recordId, recordKind } });

/** The campaign a record belongs to; null when there is no such record in this organisation. */
export async function findCampaignOf({ organizationId, recordId }: Ref, kind: RecordKind): Promise<string | null> {
  const where = { id: recordId, organizationId };
  if (kind === "campaign") return (await db.campaign.findFirst({ where, select: { id: true } }))?.id ?? null;
  if (kind === "ad_group")
    return (await db.adGroup.findFirst({ where, select: { campaignId: true } }))?.campaignId ?? null;
  const parent = { select: { adGroup: { select: { campaignId: true } } } } as const;
  const row =
    kind === "ad" ? await db.ad.findFirst({ where, ...parent }) : await db.keyword.findFirst({ where, ...parent });
  return row?.adGroup.campaignId ?? null;
}

/** When a record was written here, and who made its set, who wrote all that came with it: a person's id, or a key's name. */
export async function findOrigin(
  { organizationId, recordId }: Ref,
  kind: RecordKind,
): Promise<{ createdAt: Date; createdById: string | null; keyName: string | null } | null> {
  const where = { id: recordId, organizationId };
  const set = { campaignSetId: true } as const;
  const group = { campaign: { select: set } } as const;
  const select = { createdAt: true, adGroup: { select: group } } as const;
  const origin = async (createdAt: Date, campaignSetId: string) => {
    const made = await db.auditEntry.findFirst({
      where: { organizationId, subjectId: campaignSetId, action: "campaign_set.create" },
      select: { actorId: true, actorName: true },
    });
    return { createdAt, createdById: made?.actorId ?? null, keyName: made?.actorName ?? null };
  };
  if (kind === "campaign") {
    const row = await db.campaign.findFirst({ where, select: { createdAt: true, ...set } });
    return row && origin(row.createdAt, row.campaignSetId);
  }
  if (kind === "ad_group") {
    const row = await db.adGroup.findFirst({ where, select: { createdAt: true, ...group } });
    return row && origin(row.createdAt, row.campaign.campaignSetId);
  }
  const row = kind === "ad" ? await db.ad.findFirst({ where, select }) : await db.keyword.findFirst({ where, select });
  return row && origin(row.createdAt, row.adGroup.campaign.campaignSetId);
}
