import { recordFoundChange } from "../db/audit";
import { inTransaction, noTransaction } from "../db/client";
import { connectionForSync } from "../db/connections";
import { countFound, findLinked, readFoundTrees, saveDismissed } from "../db/found";
import type { Actor } from "../domain/actor";
import type { DismissInput } from "../domain/found";
import type { DismissAnswer } from "../domain/views/found";
import { refKey } from "./found-records";
import { refuseUnknown } from "./open-found";

type Dismiss = { actor: Actor; connectionId: string; input: DismissInput };

/**
 * Says of what was found, with all below it, that it is not ours to manage, or takes that back. Nothing over there
 * changes. Safe to repeat. Throws `not_found`, and `invalid` for what nobody found.
 */
export async function dismissFound({ actor, connectionId, input }: Dismiss): Promise<DismissAnswer> {
  const scope = { organizationId: actor.organizationId, connectionId };
  await connectionForSync(scope);
  const { records: refs, dismissed } = input;
  const [rows, linked] = await Promise.all([readFoundTrees(scope, refs), findLinked(noTransaction, scope, refs)]);
  const ours = new Set(linked.map(refKey));
  const found = new Set(rows.map(refKey));
  refuseUnknown(refs, (ref) => !ours.has(refKey(ref)), "It is linked to a record here. Delete that to give it up.");
  refuseUnknown(refs, (ref) => found.has(refKey(ref)), "The last reading showed no such record.");
  const changed = await inTransaction(async (tx) => {
    const saved = await saveDismissed(tx, scope, refs, dismissed);
    await recordFoundChange(tx, {
      actor,
      action: dismissed ? "found.dismiss" : "found.undismiss",
      records: saved.map(({ id, recordKind, platformId, name }) => ({
        id,
        recordKind,
        before: { dismissed: !dismissed },
        after: { dismissed, platformId, name },
      })),
    });
    return saved.length;
  });
  return { changed, counts: await countFound(scope) };
}
