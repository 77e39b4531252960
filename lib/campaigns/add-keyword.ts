import { recordAudit } from "../db/audit";
import { insertRecords } from "../db/campaign-inserts";
import { findAdGroup, nextPosition, touchSet } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { KeywordInput } from "../domain/campaign";
import type { KeywordView } from "../domain/views/campaigns";
import type { Add } from "./add-campaign";
import { noRecords, putKeywords } from "./new-records";
import { found, readKeyword } from "./read-views";

/** Adds a keyword at the end of an ad group. Throws `not_found`. */
export async function addKeyword({ actor, parentId, within, input }: Add<KeywordInput>): Promise<KeywordView> {
  const { organizationId } = actor;
  const added = await inTransaction(async (tx) => {
    const adGroup = found(await findAdGroup(tx, { organizationId, id: parentId, within }), "ad group");
    const records = noRecords();
    const position = await nextPosition(tx, { adGroupId: parentId, of: "keyword" });
    const [id] = putKeywords(records, actor, parentId, [input], position);
    const subjectId = found(id, "keyword");
    await insertRecords(tx, records);
    await recordAudit(tx, {
      actor,
      action: "keyword.create",
      subjectKind: "keyword",
      subjectId,
      after: { name: input.text },
    });
    await touchSet(tx, organizationId, adGroup.campaign.campaignSetId);
    return { campaignId: adGroup.campaignId, id: subjectId };
  });
  return readKeyword(organizationId, added.campaignId, added.id);
}
