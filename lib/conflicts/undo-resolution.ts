import type { Prisma } from "../../prisma/generated/client";
import { recordAudit } from "../db/audit";
import { inTransaction } from "../db/client";
import { type ConflictRow, reopenAlong, reopenConflict } from "../db/conflicts";
import { freezeFields, type LinkedRecord, saveLinkedRecord } from "../db/linked-records";
import type { Actor } from "../domain/actor";
import { isEqual, stableJson } from "../domain/canonical";
import type { ConflictFieldView, ConflictView } from "../domain/views/conflicts";
import { AppError } from "../errors";
import { judgeAgain } from "../sync/pull/take-over";
import { getConflict } from "./list-conflicts";
import { lockConflictAndRecord } from "./locked-conflict";
import { unmakeAgain } from "./make-again";
import { type PersonalResolution, plainColumn, type Resolution } from "./views";

/**
 * Takes a resolution back, of the whole or of the part that was settled so far: both values stand side by side again and the
 * conflict is open. Throws `not_found`, and
 * `precondition` where somebody edited or pushed the record since, because going back would lose that.
 */
export async function undoResolution({
  actor,
  conflictId,
}: {
  actor: Actor;
  conflictId: string;
}): Promise<ConflictView> {
  const campaignId = await inTransaction(async (tx) => {
    const { conflict, record } = await lockConflictAndRecord(tx, actor.organizationId, conflictId);
    const resolution = conflict.resolution as Resolution | null;
    if (resolution?.by !== "person") {
      throw new AppError("precondition", "Only a conflict that a person settled can be opened again.");
    }
    if (resolution.along) {
      throw new AppError(
        "precondition",
        "It was settled together with the record above it. Undo that decision instead.",
      );
    }
    const { again, before } = resolution;
    const isBack = isAsLeft(record, resolution) && (!again || (await unmakeAgain(tx, actor, conflict, again)));
    if (!isBack) {
      throw new AppError(
        "precondition",
        "The record was edited or pushed since, so going back would lose that. Edit it instead.",
      );
    }
    await saveLinkedRecord(tx, record, { ...before, editedById: actor.userId, syncStatus: "conflict" });
    // What went back and forth waits for a person again: compared as any other field, theirs would just be taken over.
    const reopened = fieldsBefore(conflict, resolution);
    await freezeFields(
      tx,
      record.link.id,
      reopened.filter(({ flapping }) => flapping).map(({ name }) => name),
    );
    await reopenAlong(tx, conflictId);
    if (!(await reopenConflict(tx, conflict, reopened))) {
      throw new AppError("precondition", "The record has another open conflict. Settle that one first.");
    }
    await recordAudit(tx, {
      actor,
      action: "conflict.undo",
      subjectKind: conflict.recordKind,
      subjectId: conflict.recordId,
      before: resolution.after.columns as Prisma.InputJsonObject,
      after: { ...(resolution.before.columns as Prisma.InputJsonObject), choices: resolution.choices },
    });
    return conflict.campaignId;
  });
  await judgeAgain(actor.organizationId, [campaignId]);
  return getConflict({ actor, conflictId });
}

/** All fields as they were in conflict: what an earlier step settled, and what the conflict still held. */
function fieldsBefore({ fields }: ConflictRow, { settledBefore = [] }: PersonalResolution): ConflictFieldView[] {
  const held = fields as unknown as ConflictFieldView[];
  return [...settledBefore.filter(({ name }) => held.every((field) => field.name !== name)), ...held];
}

/** Whether row and base still are as the resolution left them. */
function isAsLeft({ row, link }: LinkedRecord, { after, again, rowVersion }: PersonalResolution): boolean {
  // What came back whole may have been edited in any of its fields since, and would go away with them.
  if ("deletedAt" in after.columns && rowVersion !== undefined && rowVersion !== row.version) return false;
  const rowIsSame = Object.entries(after.columns).every(
    ([column, value]) => stableJson(plainColumn(row[column])) === stableJson(value),
  );
  const baseIsSame =
    Object.entries(after.shadowDesired).every(([field, value]) => isEqual(link.shadowDesired[field], value)) &&
    Object.entries(after.shadowObserved).every(([field, value]) => isEqual(link.shadowObserved[field], value));
  // What is made again has no base before it is pushed; whether it was, its links say.
  return rowIsSame && (again !== undefined || baseIsSame);
}
