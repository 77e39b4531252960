import { recordAudit } from "../db/audit";
import { insertRecords } from "../db/campaign-inserts";
import { findSet, nextPosition, touchSet, type Within } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { Actor } from "../domain/actor";
import type { CampaignInput } from "../domain/campaign";
import type { CampaignView } from "../domain/views/campaigns";
import { noRecords, putCampaigns } from "./new-records";
import { placeCampaigns } from "./place-campaigns";
import { found, readCampaign } from "./read-views";

export type Add<Input> = {
  actor: Actor;
  /** The set of a campaign, the campaign of an ad group, the ad group of an ad or a keyword. */
  parentId: string;
  /** Parents an address goes through; a record under others is not found. */
  within?: Within;
  input: Input;
};

/** Adds a campaign, with all below it, at the end of a set. Throws `not_found` and `invalid`, naming fields. */
export async function addCampaign({ actor, parentId, input }: Add<CampaignInput>): Promise<CampaignView> {
  const { organizationId } = actor;
  const campaignId = await inTransaction(async (tx) => {
    found(await findSet(tx, { organizationId, id: parentId }), "campaign set");
    const placed = await placeCampaigns(organizationId, [input], () => "");
    const records = noRecords();
    const position = await nextPosition(tx, { campaignSetId: parentId });
    const [id] = putCampaigns(records, actor, parentId, placed, position);
    const subjectId = found(id, "campaign");
    await insertRecords(tx, records);
    await recordAudit(tx, {
      actor,
      action: "campaign.create",
      subjectKind: "campaign",
      subjectId,
      after: { name: input.name },
    });
    await touchSet(tx, organizationId, parentId);
    return subjectId;
  });
  return readCampaign(organizationId, campaignId);
}
