import { recordAudit } from "../db/audit";
import { insertRecords } from "../db/campaign-inserts";
import { findCampaign, nextPosition, touchSet } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { AdGroupInput } from "../domain/campaign";
import type { AdGroupView } from "../domain/views/campaigns";
import type { Add } from "./add-campaign";
import { noRecords, putAdGroups } from "./new-records";
import { found, readAdGroup } from "./read-views";

/** Adds an ad group, with its ads and keywords, at the end of a campaign. Throws `not_found`. */
export async function addAdGroup({ actor, parentId, within, input }: Add<AdGroupInput>): Promise<AdGroupView> {
  const { organizationId } = actor;
  const adGroupId = await inTransaction(async (tx) => {
    const campaign = found(await findCampaign(tx, { organizationId, id: parentId, within }), "campaign");
    const records = noRecords();
    const position = await nextPosition(tx, { campaignId: parentId });
    const [id] = putAdGroups(records, actor, parentId, [input], position);
    const subjectId = found(id, "ad group");
    await insertRecords(tx, records);
    await recordAudit(tx, {
      actor,
      action: "ad_group.create",
      subjectKind: "ad_group",
      subjectId,
      after: { name: input.name },
    });
    await touchSet(tx, organizationId, campaign.campaignSetId);
    return subjectId;
  });
  return readAdGroup(organizationId, parentId, adGroupId);
}
