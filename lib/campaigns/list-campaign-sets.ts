import { listSetSummaries, listSetsOutOfStep, type SetSummaryRow } from "../db/campaign-set-list";
import type { Actor } from "../domain/actor";
import { PLATFORMS } from "../domain/campaign";
import type { CampaignSetSummaryView } from "../domain/views/campaigns";
import { platforms } from "../platforms/registry";

const KEYWORD_PLATFORMS = PLATFORMS.filter((platform) => platforms[platform]?.capabilities.kinds.keyword);

/** Newest first. `cursor` is the `nextCursor` of the page before. */
export async function listCampaignSets({
  actor,
  limit,
  cursor,
}: {
  actor: Actor;
  limit: number;
  cursor: string | null;
}): Promise<{ items: CampaignSetSummaryView[]; nextCursor: string | null }> {
  const rows = await listSetSummaries({
    organizationId: actor.organizationId,
    limit: limit + 1,
    cursor,
    keywordPlatforms: KEYWORD_PLATFORMS,
  });
  const shown = rows.slice(0, limit);
  return { items: shown.map(toSummary), nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** Of all sets those with a record that is not in step: failed, in conflict, or to be pushed. Newest first. */
export async function listCampaignSetsOutOfStep({ actor, limit }: { actor: Actor; limit: number }) {
  const { organizationId } = actor;
  return (await listSetsOutOfStep({ organizationId, limit, keywordPlatforms: KEYWORD_PLATFORMS })).map(toSummary);
}

function toSummary(row: SetSummaryRow): CampaignSetSummaryView {
  const { total, synced, failed, conflict } = row;
  return {
    id: row.id,
    name: row.name,
    status: row.status as CampaignSetSummaryView["status"],
    version: row.version,
    campaignCount: row.campaignCount,
    platforms: row.platforms,
    dailyBudget: row.dailyBudget,
    sync: { total, synced, failed, conflict, pending: total - synced - failed - conflict },
    openRunId: row.openRunId,
    lastSyncedAt: row.lastSyncedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
