import { recordAudit } from "../db/audit";
import { insertRecords } from "../db/campaign-inserts";
import { findAdGroup, nextPosition, touchSet } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { AdInput } from "../domain/campaign";
import type { AdView } from "../domain/views/campaigns";
import type { Add } from "./add-campaign";
import { noRecords, putAds } from "./new-records";
import { found, readAd } from "./read-views";

/** Adds an ad at the end of an ad group. Throws `not_found`. */
export async function addAd({ actor, parentId, within, input }: Add<AdInput>): Promise<AdView> {
  const { organizationId } = actor;
  const added = await inTransaction(async (tx) => {
    const adGroup = found(await findAdGroup(tx, { organizationId, id: parentId, within }), "ad group");
    const records = noRecords();
    const position = await nextPosition(tx, { adGroupId: parentId, of: "ad" });
    const [id] = putAds(records, actor, parentId, [input], position);
    const subjectId = found(id, "ad");
    await insertRecords(tx, records);
    await recordAudit(tx, {
      actor,
      action: "ad.create",
      subjectKind: "ad",
      subjectId,
      after: { name: input.headlines[0] ?? "" },
    });
    await touchSet(tx, organizationId, adGroup.campaign.campaignSetId);
    return { campaignId: adGroup.campaignId, id: subjectId };
  });
  return readAd(organizationId, added.campaignId, added.id);
}
