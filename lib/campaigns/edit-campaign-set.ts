import type { z } from "zod";
import { findSet } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { Actor } from "../domain/actor";
import type { CampaignSetPatch } from "../domain/campaign";
import type { CampaignSetView } from "../domain/views/campaigns";
import { refuseStale, saveEdit } from "./edit-record";
import { getCampaignSet } from "./get-campaign-set";
import { found } from "./read-views";

type Edit = { actor: Actor; id: string; patch: z.output<typeof CampaignSetPatch> };

/** Renames a set. Throws `not_found`, `stale_version`. */
export async function editCampaignSet({ actor, id, patch }: Edit): Promise<CampaignSetView> {
  const { organizationId } = actor;
  await inTransaction(async (tx) => {
    const row = found(await findSet(tx, { organizationId, id }), "campaign set");
    refuseStale(row, patch.version);
    await saveEdit(tx, {
      actor,
      kind: "campaign_set",
      campaignSetId: id,
      row,
      data: { name: patch.name },
      write: (data) =>
        tx.campaignSet.updateMany({
          where: { id, organizationId, version: patch.version, deletedAt: null },
          data: { ...data, version: { increment: 1 } },
        }),
    });
  });
  return getCampaignSet({ actor, campaignSetId: id });
}
