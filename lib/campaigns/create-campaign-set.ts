import { uuidv7 } from "uuidv7";
import type { Prisma } from "../../prisma/generated/client";
import { recordAudit } from "../db/audit";
import { insertRecords } from "../db/campaign-inserts";
import { inTransaction } from "../db/client";
import type { Actor } from "../domain/actor";
import type { CampaignSetInput } from "../domain/campaign";
import type { CampaignSetView } from "../domain/views/campaigns";
import { getCampaignSet } from "./get-campaign-set";
import { noRecords, putCampaigns } from "./new-records";
import { placeCampaigns } from "./place-campaigns";

/** Creates a set with its whole tree: all of it or nothing. Throws `invalid` or `not_found` (a connection), naming fields. */
export async function createCampaignSet({
  actor,
  input,
}: {
  actor: Actor;
  input: CampaignSetInput;
}): Promise<CampaignSetView> {
  const { organizationId, userId } = actor;
  const placed = await placeCampaigns(organizationId, input.campaigns, (index) => `campaigns[${index}].`);
  const campaignSetId = uuidv7();
  const records = noRecords();
  putCampaigns(records, actor, campaignSetId, placed);
  // Anything that is to run waits for its first push.
  const status = input.campaigns.some((campaign) => campaign.status !== "draft") ? "pending" : "draft";
  await inTransaction(async (tx) => {
    await tx.campaignSet.create({
      data: {
        id: campaignSetId,
        organizationId,
        name: input.name,
        status,
        config: input.config as Prisma.InputJsonObject,
        createdById: userId,
      },
    });
    await insertRecords(tx, records);
    await recordAudit(tx, {
      actor,
      action: "campaign_set.create",
      subjectKind: "campaign_set",
      subjectId: campaignSetId,
      after: { name: input.name, campaigns: placed.length },
    });
  });
  return getCampaignSet({ actor, campaignSetId });
}
