import { findKeyword } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { KeywordPatch } from "../domain/campaign";
import type { KeywordView } from "../domain/views/campaigns";
import type { Edit } from "./edit-campaign";
import { refuseStale, saveEdit } from "./edit-record";
import { found, readKeyword } from "./read-views";

/** Throws `not_found`, `stale_version`. */
export async function editKeyword({ actor, id, within, patch }: Edit<typeof KeywordPatch>): Promise<KeywordView> {
  const { organizationId } = actor;
  const { version, bidMicros, ...fields } = patch;
  const campaignId = await inTransaction(async (tx) => {
    const row = found(await findKeyword(tx, { organizationId, id, within }), "keyword");
    refuseStale(row, version);
    await saveEdit(tx, {
      actor,
      kind: "keyword",
      campaignSetId: row.adGroup.campaign.campaignSetId,
      row,
      data: { ...fields, bidMicros: bidMicros ? BigInt(bidMicros) : bidMicros === null ? null : undefined },
      write: (changed) =>
        tx.keyword.updateMany({
          where: { id, organizationId, version, deletedAt: null },
          data: { ...changed, version: { increment: 1 }, editedById: actor.userId },
        }),
    });
    return row.adGroup.campaignId;
  });
  return readKeyword(organizationId, campaignId, id);
}
