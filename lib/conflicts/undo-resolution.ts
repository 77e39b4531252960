import { recordAudit } from "../db/audit";
import { inTransaction } from "../db/client";
import { findConflict, lockConflict, reopenConflict } from "../db/conflicts";
import { findLinkedRecord, type LinkedRecord, saveLinkedRecord } from "../db/linked-records";
import type { Actor } from "../domain/actor";
import { isEqual, stableJson } from "../domain/canonical";
import type { ConflictView } from "../domain/views";
import { AppError } from "../errors";
import { getConflict } from "./list-conflicts";
import { plainColumn, type Resolution, type Snapshot } from "./views";

/**
 * Takes a resolution back: both values stand side by side again and the conflict is open. Throws `not_found`, and
 * `precondition` where somebody edited or pushed the record since, because going back would lose that.
 */
export async function undoResolution({
  actor,
  conflictId,
}: {
  actor: Actor;
  conflictId: string;
}): Promise<ConflictView> {
  await inTransaction(async (tx) => {
    await lockConflict(tx, conflictId);
    const conflict = await findConflict(tx, actor.organizationId, conflictId);
    if (!conflict) throw new AppError("not_found", "This conflict does not exist.");
    const resolution = conflict.resolution as Resolution | null;
    if (conflict.status !== "resolved" || resolution?.by !== "person") {
      throw new AppError("precondition", "Only a conflict that a person settled can be opened again.");
    }
    const record = await findLinkedRecord(tx, conflict);
    if (!record) throw new AppError("not_found", "The record of this conflict does not exist any more.");
    if (!isAsLeft(record, resolution.after)) {
      throw new AppError(
        "precondition",
        "The record was edited or pushed since, so going back would lose that. Edit it instead.",
      );
    }
    await saveLinkedRecord(tx, record, {
      ...resolution.before,
      editedById: actor.userId,
      bareLink: false,
      syncStatus: "conflict",
    });
    if (!(await reopenConflict(tx, conflict))) {
      throw new AppError("precondition", "The record has another open conflict. Settle that one first.");
    }
    await recordAudit(tx, {
      actor,
      action: "conflict.undo",
      subjectKind: conflict.recordKind,
      subjectId: conflict.recordId,
      after: { choices: resolution.choices },
    });
  });
  return getConflict({ actor, conflictId });
}

/** Whether row and base still are as the resolution left them. */
function isAsLeft({ row, link }: LinkedRecord, after: Snapshot): boolean {
  const rowIsSame = Object.entries(after.columns).every(
    ([column, value]) => stableJson(plainColumn(row[column])) === stableJson(value),
  );
  const baseIsSame =
    Object.entries(after.shadowDesired).every(([field, value]) => isEqual(link.shadowDesired[field], value)) &&
    Object.entries(after.shadowObserved).every(([field, value]) => isEqual(link.shadowObserved[field], value));
  return rowIsSame && baseIsSame;
}
