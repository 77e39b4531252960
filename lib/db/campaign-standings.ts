import type { RecordStatus, SyncStatus } from "../domain/campaign";
import { db } from "./client";

export type CampaignStanding = {
  id: string;
  name: string;
  status: RecordStatus;
  /** How the campaign itself stands with its platform; null before anything was sent. */
  syncStatus: SyncStatus | null;
  /** The platform holds it. */
  isThere: boolean;
  /** Its end has passed. */
  isOver: boolean;
};

/** Every campaign of the organisation that is not deleted, oldest first, and whether a run is open: one statement for all. */
export async function readCampaignStandings(
  organizationId: string,
): Promise<{ campaigns: CampaignStanding[]; syncing: boolean }> {
  const [row] = await db.$queryRaw<{ campaigns: CampaignStanding[]; syncing: boolean }[]>`
    select
      exists (
        select 1 from "SyncRun" where "organizationId" = ${organizationId}::uuid and "status" in ('queued', 'running')
      ) as syncing,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', c."id", 'name', c."name", 'status', c."status", 'syncStatus', l."syncStatus",
          'isThere', l."platformId" is not null, 'isOver', coalesce(c."endAt" <= now(), false)) order by c."id")
        from "Campaign" c
        join "CampaignSet" s on s."id" = c."campaignSetId" and s."deletedAt" is null
        left join "Link" l
          on l."connectionId" = c."connectionId" and l."recordKind" = 'campaign' and l."recordId" = c."id"
        where c."organizationId" = ${organizationId}::uuid and c."deletedAt" is null
      ), '[]'::jsonb) as campaigns`;
  if (!row) throw new Error("a select without a table answers one row");
  return row;
}
