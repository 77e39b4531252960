import { connectionForSync } from "../db/connections";
import { type Copy, findCopies } from "../db/found";
import type { Actor } from "../domain/actor";
import type { FoundRef } from "../domain/found";
import type { ArchiveCopiesAnswer } from "../domain/views/found";
import type { PlatformAdapter } from "../platforms/types";
import { archiveCopy } from "../sync/pull/second-copies";
import { refKey } from "./found-records";
import { type AdoptionOptions, connectionInUse, refuseUnknown, withAdapter } from "./open-found";

type ArchiveCopies = { actor: Actor; connectionId: string; records: FoundRef[] };

/**
 * Archives second copies of records of ours over there: what a lost answer made twice. Only what is paused, and still
 * bears our mark when it is looked at right before. Safe to repeat. Throws `not_found`, and `invalid` for what is no copy.
 */
export async function archiveCopies(
  { actor, connectionId, records: refs }: ArchiveCopies,
  options: AdoptionOptions = {},
): Promise<ArchiveCopiesAnswer> {
  const scope = { organizationId: actor.organizationId, connectionId };
  await connectionForSync(scope);
  const copies = new Map((await findCopies(scope, refs)).map((copy) => [refKey(copy), copy]));
  refuseUnknown(refs, (ref) => copies.has(refKey(ref)), "It is no second copy of a record here.");
  const { definition } = await connectionInUse(scope);
  const answer: ArchiveCopiesAnswer = { archived: [], left: [] };
  await withAdapter(scope, options, async (adapter) => {
    for (const copy of copies.values()) {
      const { recordKind, platformId, name } = copy;
      const reason = await whyNot(adapter, copy, definition.capabilities.displayName);
      if (reason) {
        answer.left.push({ recordKind, platformId, name, reason });
        continue;
      }
      await archiveCopy({ actor, connectionId, adapter, copy });
      answer.archived.push({ recordKind, platformId, name });
    }
  });
  return answer;
}

/** Why it is not archived; null where it may be. What was known of it may be old, so it is asked for now. */
async function whyNot(adapter: PlatformAdapter, copy: Copy, displayName: string): Promise<string | null> {
  const now = await adapter.fetch(copy.recordKind, copy.platformId);
  if (now === "gone") return `${displayName} says that it is gone.`;
  if (now.removed) return "It is archived already.";
  if (now.marker !== copy.marker) return "It was renamed there, so it is somebody's own by now.";
  if (now.value.status !== "paused") return `It is active on ${displayName}. Pause it there first, or import it.`;
  return null;
}
