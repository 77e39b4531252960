import type { SyncStatus } from "../domain/campaign";
import { db, type Transaction } from "./client";
import { IN_LOCK_ORDER } from "./observations";

/** How records stand with their platform, as far as editing them here decides it. */

/** Whether the platform holds, or may hold, something of these records: an id, a create under way, a helper object. */
export async function isLinked(tx: Transaction, recordIds: string[]): Promise<boolean> {
  const linked = await tx.link.count({
    where: {
      recordId: { in: recordIds },
      OR: [{ platformId: { not: null } }, { intentAt: { not: null } }, { NOT: { parts: { equals: {} } } }],
    },
  });
  return linked > 0;
}

/** The campaigns of a set that a platform holds, or may hold, with what tells whether they were taken off there. */
export async function listLinkedCampaigns(tx: Transaction, campaignSetId: string) {
  const links = await tx.link.findMany({
    where: { campaignSetId, recordKind: "campaign", OR: [{ platformId: { not: null } }, { intentAt: { not: null } }] },
    select: { recordId: true, goneAt: true, shadowDesired: true, observed: true },
  });
  const campaigns = await tx.campaign.findMany({
    where: { id: { in: links.map((link) => link.recordId) } },
    select: { id: true, platform: true, deletedAt: true },
  });
  const byId = new Map(campaigns.map((row) => [row.id, row]));
  return links.flatMap(({ recordId, ...link }) => {
    const row = byId.get(recordId);
    return row ? [{ platform: row.platform, deletedAt: row.deletedAt, ...link }] : [];
  });
}

/** The next plan of the set takes the record off the platform; until then lists count it as pending. */
export const markRemovalPending = (tx: Transaction, recordId: string) =>
  tx.link.updateMany({
    where: { recordId, OR: [{ platformId: { not: null } }, { intentAt: { not: null } }] },
    data: { syncStatus: "pending" },
  });

/**
 * Saves which links wait for a push and which are in step, so that lists can count without comparing. A link in conflict
 * or being pushed keeps its status, those are the engine's to set; one that failed is in step once nothing is left to push.
 */
export async function saveLinkStates(states: { id: string; syncStatus: SyncStatus }[]): Promise<void> {
  if (states.length === 0) return;
  await db.$executeRawUnsafe(
    /* sql */ `with locked as (
       select l."id", r."syncStatus" as "next" from "Link" l
       join jsonb_to_recordset($1::jsonb) as r("id" uuid, "syncStatus" "SyncStatus") on l."id" = r."id"
       where l."syncStatus" in ('pending', 'synced') or (l."syncStatus" = 'failed' and r."syncStatus" = 'synced')
       ${IN_LOCK_ORDER}
     )
     update "Link" l set "syncStatus" = k."next",
       "errorLog" = case when k."next" = 'synced' then null else l."errorLog" end,
       "retryCount" = case when k."next" = 'synced' then 0 else l."retryCount" end
     from locked k where l."id" = k."id"`,
    JSON.stringify(states),
  );
}
