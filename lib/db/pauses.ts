import type { RecordKind } from "../domain/canonical";
import { db, type Transaction } from "./client";

/**
 * Campaigns of a set that are paused here and, as far as we know, still run over there; without those whose pause is on
 * its way already.
 */
export async function listPausedHereOnly(
  organizationId: string,
  campaignSetId: string,
  tx: Pick<Transaction, "$queryRaw"> = db,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select c."id" from "Campaign" c
    join "Link" l on l."connectionId" = c."connectionId" and l."recordKind" = 'campaign' and l."recordId" = c."id"
    where c."organizationId" = ${organizationId}::uuid and c."campaignSetId" = ${campaignSetId}::uuid
      and c."status" = 'paused' and c."deletedAt" is null
      and l."platformId" is not null and l."goneAt" is null
      -- Also where nobody knows whether the call that enables it has arrived.
      and (l."shadowDesired"->>'status' = 'active' or (l."intentAt" is not null and l."intent"->>'status' = 'active'))
      and not exists (
        select 1 from "SyncRun" r join "Operation" o on o."syncRunId" = r."id"
        where r."campaignSetId" = c."campaignSetId" and r."openKey" <> r."campaignSetId" and o."recordId" = c."id"
          and o."state" in ('planned', 'applying'))
    order by c."id"`;
  return rows.map(({ id }) => id);
}

/** Whether a record is to run, as it stands here now. */
export async function isActiveHere(kind: RecordKind, id: string): Promise<boolean> {
  const where = { id, status: "active", deletedAt: null } as const;
  const counts: Record<RecordKind, () => Promise<number>> = {
    campaign: () => db.campaign.count({ where }),
    ad_group: () => db.adGroup.count({ where }),
    ad: () => db.ad.count({ where }),
    keyword: () => db.keyword.count({ where }),
  };
  return (await counts[kind]()) > 0;
}

/** One at a time opens pauses of a set, for the rest of the transaction: each sees what the other took along. */
export const lockPauses = (tx: Transaction, campaignSetId: string) =>
  tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`pauses ${campaignSetId}`}, 0))`;
