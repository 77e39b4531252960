import { recordAudit } from "../db/audit";
import { hasOpenRun, touchSet } from "../db/campaign-records";
import type { Transaction } from "../db/client";
import { isLinked, markRemovalPending } from "../db/link-states";
import type { Actor } from "../domain/actor";

type Removal = {
  actor: Actor;
  kind: "campaign" | "ad_group" | "ad" | "keyword";
  id: string;
  /** Ids of everything below it. */
  below: string[];
  campaignSetId: string;
  name: string;
  /** Takes the row away with all below it. */
  erase: () => Promise<unknown>;
  /** Marks the row as deleted; it stays until its platform has let go of it. */
  hide: () => Promise<unknown>;
};

/**
 * Deletes a record here. What a platform holds keeps its row, hidden, and the next plan takes it off the platform; what
 * was never pushed is gone at once. While a run is open it may be about to push the record, so the row is kept then too.
 */
export async function removeRecord(tx: Transaction, removal: Removal): Promise<void> {
  const { actor, kind, id, below, campaignSetId, name } = removal;
  // Takes the set's row lock first: a run that opens now waits, and then plans without this record.
  await touchSet(tx, actor.organizationId, campaignSetId);
  const keep = (await isLinked(tx, [id, ...below])) || (await hasOpenRun(tx, campaignSetId));
  if (keep) {
    await removal.hide();
    await markRemovalPending(tx, id);
  } else {
    await removal.erase();
  }
  await recordAudit(tx, { actor, action: `${kind}.delete`, subjectKind: kind, subjectId: id, before: { name } });
}
