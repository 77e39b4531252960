import { recordFoundChange } from "../../db/audit";
import { inTransaction } from "../../db/client";
import { type Copy, deleteFound, listNewCopies, readFoundTrees } from "../../db/found";
import { type Actor, lockstepIn } from "../../domain/actor";
import { PlatformError } from "../../errors";
import { logger } from "../../logger";
import type { ObservedRecord, PlatformAdapter } from "../../platforms/types";
import { endingRun } from "../ending";
import { type PullOptions, withConnection } from "./with-connection";

/** More than this many are the work of somebody, or of something else that is wrong. */
const MOST_COPIES = 20;
/** Long enough for a few pulls to try. What is left to people after it is not asked about at every poll for ever. */
const NEW_MS = 3_600_000;

/**
 * Archives what a create of ours made a second time because its answer was lost and the listing then kept silent about it.
 * A mark alone does not say so, because a person may have copied the record with its name; but nothing that is copied is
 * older than what it was copied from. What is not certain is left to people. Answers how many were archived. Safe to repeat.
 */
export const archiveOwnCopies = ({ runId }: { runId: string }, options: PullOptions = {}): Promise<number> =>
  endingRun(runId, 0, () =>
    withConnection(runId, 0, options, async ({ organizationId, connectionId, beganAt }, { adapter }) => {
      const actor = lockstepIn(organizationId);
      const since = new Date(beganAt.getTime() - NEW_MS);
      let archived = 0;
      for (const copy of await listNewCopies({ organizationId, connectionId }, { since, most: MOST_COPIES })) {
        try {
          if (!(await isOurOwn(adapter, copy, since))) continue;
          await archiveCopy({ actor, connectionId, adapter, copy });
          archived++;
        } catch (error) {
          if (!(error instanceof PlatformError)) throw error;
          // It stays among what was found, and the next pull tries again: reading the rest is worth more.
          logger.warn({ err: error, connectionId, platformId: copy.platformId }, "a second copy could not be archived");
        }
      }
      return archived;
    }),
  );

async function isOurOwn(adapter: PlatformAdapter, copy: Copy, since: Date): Promise<boolean> {
  const now = await adapter.fetch(copy.recordKind, copy.platformId);
  if (now === "gone" || now.removed || now.marker !== copy.marker) return false;
  // New to us is not new: people may have used it for long.
  if (now.createdAt === null || Date.parse(now.createdAt) < since.getTime()) return false;
  // Ours are made paused at the top of the tree: somebody has enabled this one.
  if (copy.recordKind === "campaign" && now.value.status !== "paused") return false;
  const original = await adapter.fetch(copy.recordKind, copy.linkedTo);
  if (original === "gone" || now.parentPlatformId !== original.parentPlatformId) return false;
  return isOlder(now, original);
}

/** By the platform's own clock. */
const isOlder = (one: ObservedRecord, other: ObservedRecord): boolean =>
  one.createdAt !== null && other.createdAt !== null && Date.parse(one.createdAt) < Date.parse(other.createdAt);

/** Archives a second copy over there, and forgets it here with all below it. The trail says who and why. */
export async function archiveCopy({
  actor,
  connectionId,
  adapter,
  copy,
}: {
  actor: Actor;
  connectionId: string;
  adapter: PlatformAdapter;
  copy: Copy;
}): Promise<void> {
  const { recordKind, platformId, name, status } = copy;
  await adapter.retire(recordKind, platformId);
  const rows = await readFoundTrees({ organizationId: actor.organizationId, connectionId }, [
    { recordKind, platformId },
  ]);
  await inTransaction(async (tx) => {
    await recordFoundChange(tx, {
      actor,
      action: "found.archive_copy",
      records: [
        {
          id: copy.id,
          recordKind,
          before: { status },
          after: { status: "archived", platformId, name, copyOf: copy.linkedTo, recordId: copy.recordId },
        },
      ],
    });
    await deleteFound(
      tx,
      rows.map((row) => row.id),
    );
  });
}
