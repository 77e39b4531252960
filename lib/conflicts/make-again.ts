import { recordDecided, recordUndos } from "../db/audit";
import { hasAnyOpenRun, touchSet } from "../db/campaign-records";
import type { Transaction } from "../db/client";
import { type ConflictRow, closeConflict, listOpenConflictsOf } from "../db/conflicts";
import { bareLinks, listArchivedByPull, lockLinkTree, restoreLinks, type TreeLink } from "../db/link-trees";
import { changeStatuses } from "../db/linked-records";
import type { Actor } from "../domain/actor";
import { RECORD_KINDS, type RecordKind } from "../domain/canonical";
import type { ConflictFieldView } from "../domain/views/conflicts";
import { AppError } from "../errors";
import { EXISTENCE } from "../sync/core/take-over";

/** What it takes to go back from making a record again. */
export type Again = {
  /** The links of the record and of all below it, as they were. */
  links: TreeLink[];
  /** What a pull had put away along with it, with the status it has again. */
  below: { kind: RecordKind; recordId: string; status: string }[];
};

/** What goes with a record may be noticed a moment before it; two machines' clocks may differ, too. */
const NOTICED_TOGETHER_MS = 60_000;

/**
 * Makes a record, with all below it, one that was never pushed: what is over there, if anything, cannot be theirs any
 * more. What was put away here only because it had gone with it is back.
 */
export async function makeAgain(tx: Transaction, actor: Actor, conflict: ConflictRow): Promise<Again> {
  const { organizationId } = actor;
  await refuseWhilePushed(tx, conflict);
  const links = await lockLinkTree(tx, conflict);
  const since = new Date(conflict.detectedAt.getTime() - NOTICED_TOGETHER_MS);
  // Only what is gone takes along what is below it. What was archived takes nothing along: that was somebody's wish.
  const isGone = (conflict.fields as unknown as ConflictFieldView[]).some(({ name }) => name === EXISTENCE);
  const below: Again["below"] = [];
  for (const kind of isGone ? RECORD_KINDS : []) {
    const ids = links
      .filter((link) => link.recordKind === kind && link.recordId !== conflict.recordId)
      .map((link) => link.recordId);
    if (ids.length === 0) continue;
    const archived = await listArchivedByPull(tx, { organizationId, kind, ids, since });
    below.push(...archived.map((row) => ({ kind, ...row })));
  }
  await moveStatuses(tx, actor, below, "back");
  await recordDecided(tx, {
    actor,
    records: below.map(({ status, ...of }) => ({ ...of, before: { status: "archived" }, after: { status } })),
  });
  await bareLinks(
    tx,
    links.map(({ id }) => id),
  );
  await settleBelow(tx, actor, conflict, links);
  return { links, below };
}

/** What is open about records below is decided with it: they are made again as they are here. */
async function settleBelow(tx: Transaction, actor: Actor, conflict: ConflictRow, links: TreeLink[]): Promise<void> {
  const nothing = { columns: {}, shadowDesired: {}, shadowObserved: {} };
  const open = await listOpenConflictsOf(
    tx,
    links.map(({ id }) => id),
  );
  for (const { id, fields } of open) {
    if (id === conflict.id) continue;
    const names = (fields as unknown as ConflictFieldView[]).map(({ name }) => name);
    await closeConflict(tx, id, actor.userId, {
      by: "person",
      name: actor.name,
      choices: Object.fromEntries(names.map((name) => [name, "local"])),
      before: nothing,
      after: nothing,
      along: conflict.id,
    });
  }
}

/**
 * A run that is open was planned with the links as they are: it would write to what was given up, or to what is to be made
 * again and does not exist. A small run beside the set's own counts, too.
 */
async function refuseWhilePushed(tx: Transaction, { organizationId, campaignSetId }: ConflictRow): Promise<void> {
  // Whoever opens a run waits from here on, so the answer holds until the end.
  await touchSet(tx, organizationId, campaignSetId);
  if (await hasAnyOpenRun(tx, campaignSetId))
    throw new AppError(
      "precondition",
      "This campaign set is being pushed, and this decision changes what is pushed. Decide again when that has ended.",
    );
}

/** Goes back. Answers false where one of the records was pushed since: what was made then has to be somebody's. */
export async function unmakeAgain(
  tx: Transaction,
  actor: Actor,
  conflict: ConflictRow,
  { links, below }: Again,
): Promise<boolean> {
  await refuseWhilePushed(tx, conflict);
  if (!(await restoreLinks(tx, links))) return false;
  await moveStatuses(tx, actor, below, "away");
  await recordUndos(tx, {
    actor,
    undos: below.map(({ status, ...of }) => ({ ...of, before: { status }, after: { status: "archived" } })),
  });
  return true;
}

async function moveStatuses(tx: Transaction, actor: Actor, below: Again["below"], to: "back" | "away"): Promise<void> {
  for (const kind of RECORD_KINDS) {
    const changes = below
      .filter((row) => row.kind === kind)
      .map(({ recordId, status }) =>
        to === "back" ? { recordId, from: "archived", to: status } : { recordId, from: status, to: "archived" },
      );
    if (changes.length > 0) await changeStatuses(tx, kind, actor.userId, changes);
  }
}
