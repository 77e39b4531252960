import type { Prisma } from "../../prisma/generated/client";
import { announceResolution } from "../announce";
import { refreshLinkStates } from "../campaigns/read-views";
import { recordAudit } from "../db/audit";
import { inTransaction } from "../db/client";
import { type ConflictRow, closeConflict, narrowConflict } from "../db/conflicts";
import { type LinkedRecord, saveLinkedRecord } from "../db/linked-records";
import type { Actor } from "../domain/actor";
import { type CanonicalValue, isEqual } from "../domain/canonical";
import type { ConflictFieldView, ConflictView } from "../domain/views/conflicts";
import { AppError, staleVersion } from "../errors";
import { platformOrThrow } from "../platforms/registry";
import { isTakenOff } from "../sync/core/take-over";
import { judgeAgain } from "../sync/pull/take-over";
import { type Choices, choicesOf, type Decision, isFinal } from "./choices";
import { type DecidedChange, decidedChange } from "./decided-change";
import { getConflict } from "./list-conflicts";
import { lockConflictAndRecord } from "./locked-conflict";
import { makeAgain } from "./make-again";
import type { PersonalResolution, Resolution, Snapshot } from "./views";

type Resolve = { actor: Actor; conflictId: string; decision: Decision };

/**
 * Settles a conflict, whole or field by field. `platform` takes their value over; `local` keeps ours, which the next push
 * sends. Calls no platform. Throws `not_found`, `precondition` (settled already), `stale_version` (another value stands in it
 * than in the version that was seen), and `invalid`: a field that is not in conflict, or theirs where our record has no place
 * for it.
 */
export async function resolveConflict(resolve: Resolve): Promise<ConflictView> {
  const { actor, conflictId } = resolve;
  const settled = (await settle(resolve)) ?? (await settleCompared(resolve));
  const { conflict, choices, isWhole } = settled;
  const { campaignSetId, campaignId, recordKind, recordId } = conflict;
  // What is left open shows our record as it is now.
  if (!isWhole) await judgeAgain(actor.organizationId, [campaignId]);
  // In step is what has nothing left to push: that is known once the whole record is compared.
  await refreshLinkStates(actor.organizationId, campaignId);
  announceResolution({ conflictId, campaignSetId, recordKind, recordId, choices, isWhole, userId: actor.userId });
  return getConflict({ actor, conflictId });
}

type Settled = { conflict: ConflictRow; choices: Choices; isWhole: boolean };

/** Once more, after the conflict was brought up to what our record has come to. */
async function settleCompared(resolve: Resolve): Promise<Settled> {
  const { actor, conflictId } = resolve;
  const { campaignId } = await getConflict({ actor, conflictId });
  await judgeAgain(actor.organizationId, [campaignId]);
  const settled = await settle(resolve);
  if (!settled) throw seenOtherwise();
  return settled;
}

const seenOtherwise = () =>
  staleVersion("A value of this conflict changed meanwhile. Look at both again, then decide.");

/** Whether the conflict shows what was read of the platform last; a reading may have been saved that nobody compared yet. */
const isAsRead = ({ fields }: ConflictRow, { link }: LinkedRecord): boolean =>
  (fields as unknown as ConflictFieldView[]).every(
    ({ name, platform }) => !(name in link.observed) || isEqual(link.observed[name], platform as CanonicalValue),
  );

/** Null where either side has moved since it was compared: whoever says what they saw has not seen that. */
function settle({ actor, conflictId, decision }: Resolve): Promise<Settled | null> {
  return inTransaction(async (tx) => {
    const { conflict, record } = await lockConflictAndRecord(tx, actor.organizationId, conflictId);
    if (conflict.status === "resolved") throw new AppError("precondition", "This conflict was settled already.");
    if (decision.version !== undefined) {
      if (decision.version !== conflict.version) throw seenOtherwise();
      if (record.row.version !== conflict.recordVersion || !isAsRead(conflict, record)) return null;
    }
    const fields = conflict.fields as unknown as ConflictFieldView[];
    // Judged by what is there now, which is what becomes the common base.
    const now = fields.map((field) => ({ ...field, platform: json(record.link.observed[field.name], field.platform) }));
    const choices = choicesOf(decision, now, conflict);
    const change = decidedChange(record, choices, (field) =>
      isFinal(conflict, field, record.link.observed[field] ?? null),
    );
    const left = fields.filter((field) => !(field.name in choices));
    const settled = fields.filter((field) => field.name in choices);
    const again = change.anew ? { again: await makeAgain(tx, actor, conflict) } : {};
    await saveLinkedRecord(tx, record, {
      ...change.after,
      editedById: actor.userId,
      syncStatus: left.length > 0 ? "conflict" : statusAfter(record, change, conflict),
    });
    const { before, after } = change;
    const resolution = joined(conflict.resolution as Resolution | null, {
      by: "person",
      name: actor.name,
      choices,
      // The row of a conflict that closes keeps its last fields itself.
      ...(left.length > 0 ? { settledBefore: settled } : {}),
      before,
      after,
      rowVersion: Number(record.row.version) + (Object.keys(after.columns).length > 0 ? 1 : 0),
      ...again,
    });
    if (left.length > 0) await narrowConflict(tx, conflictId, left, resolution);
    else await closeConflict(tx, conflictId, actor.userId, resolution);
    await recordAudit(tx, {
      actor,
      action: "conflict.resolve",
      subjectKind: conflict.recordKind,
      subjectId: conflict.recordId,
      before: before.columns as Prisma.InputJsonObject,
      after: { ...(after.columns as Prisma.InputJsonObject), choices },
    });
    return { conflict, choices, isWhole: left.length === 0 };
  });
}

const json = (now: unknown, shown: ConflictFieldView["platform"]): ConflictFieldView["platform"] =>
  now === undefined ? shown : (now as ConflictFieldView["platform"]);

/** What was deleted here waits for its removal, whatever was decided about its fields, unless nothing of it is left there. */
function statusAfter(
  { row, link }: LinkedRecord,
  { after }: DecidedChange,
  conflict: ConflictRow,
): "pending" | "synced" {
  const deletedAt = "deletedAt" in after.columns ? after.columns.deletedAt : row.deletedAt;
  if (deletedAt === null) return "pending";
  const kind = platformOrThrow(conflict.platform).capabilities.kinds[conflict.recordKind];
  const isOff = kind !== undefined && isTakenOff({ ...link.shadowDesired, ...after.shadowDesired }, kind);
  return link.goneAt !== null || isOff ? "synced" : "pending";
}

/** Settled in several steps, the whole is one resolution: going back leads to before the first of them. */
function joined(earlier: Resolution | null, now: PersonalResolution): PersonalResolution {
  if (earlier?.by !== "person") return now;
  const join = (first: Snapshot, second: Snapshot): Snapshot => ({
    columns: { ...first.columns, ...second.columns },
    shadowDesired: { ...first.shadowDesired, ...second.shadowDesired },
    shadowObserved: { ...first.shadowObserved, ...second.shadowObserved },
  });
  return {
    ...now,
    choices: { ...earlier.choices, ...now.choices },
    settledBefore: [...(earlier.settledBefore ?? []), ...(now.settledBefore ?? [])],
    before: join(now.before, earlier.before),
    after: join(earlier.after, now.after),
  };
}
