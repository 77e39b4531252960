import type { State } from "@/components/ui/state-badge";
import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

export const isOpen = (run: Pick<SyncRunView, "status">) => run.status === "queued" || run.status === "running";

/** The name of what a run works on: its campaign set, or the connection a pull reads. */
export const subjectOf = (run: SyncRunView): string => run.campaignSetName ?? run.connectionName ?? "Run";

/** What a run is, as its page's title says it. */
export function runTitle(run: SyncRunView): string {
  const words = { push: run.dryRun ? "Trial run of" : "Push of", pull: "Pull from", undo: "Undo in" };
  return `${words[run.kind]} ${subjectOf(run)}`;
}

/** How many records a push would change, as a trial run planned it. Null of any other run, and before that is known. */
export const wouldChange = ({ planned }: SyncRunView): number | null =>
  planned && planned.added + planned.changed + planned.removed;

/** How many records a run is about: those it is to send, and once it has ended also those that were held or not ticked. */
export const recordsOf = ({ progress: { synced, failed, total }, unsent }: SyncRunView): number =>
  unsent === null ? total : synced + failed + unsent;

/** It had something to send and ended well without having sent any of it: nobody ticked it. */
const sentNothing = ({ progress, unsent }: SyncRunView) => progress.synced === 0 && unsent !== null && unsent > 0;

/** What a run did with what it worked on, in as few words as a column holds. Null before there is anything to say. */
export function resultOf(run: SyncRunView): string | null {
  const { synced } = run.progress;
  if (run.dryRun) {
    const changes = wouldChange(run);
    return changes === null ? null : `would change ${changes.toLocaleString("en")}`;
  }
  if (run.kind !== "pull") {
    const all = recordsOf(run);
    if (all === 0) return run.status === "completed" ? "nothing to send" : null;
    return `${synced.toLocaleString("en")} of ${all.toLocaleString("en")}`;
  }
  if (!run.findings) return null;
  const { listed, pulled } = run.findings;
  return pulled > 0 ? `${pulled.toLocaleString("en")} taken over` : `${listed.toLocaleString("en")} read`;
}

/** What the page tells when a run ends that somebody does not look at. Null when it is no news to anyone. */
export function endSentence(run: SyncRunView): string | null {
  const name = subjectOf(run);
  const reason = run.error?.message ?? "";
  if (run.kind === "pull") return endOfPull(run, name, reason);
  if (run.dryRun) return endOfTrial(run, name, reason);
  const { synced, failed, total } = run.progress;
  switch (run.status) {
    case "completed":
      if (run.kind === "undo") return `An undo in ${name} is done: ${synced} of ${total} landed.`;
      if (sentNothing(run)) return `Nothing of ${name} was sent.`;
      return total === 0
        ? `${name} was in step already; nothing was sent.`
        : `${name} is in step: ${synced} of ${total} landed.`;
    case "cancelled":
      return `The run of ${name} was cancelled after ${synced} of ${total}.`;
    case "partial":
      if (failed === 0 && synced === 0) return `Nothing of ${name} was sent: it is held until somebody decides.`;
      return failed === 0
        ? `${name}: ${synced} landed. The rest is held until somebody decides.`
        : `${name}: ${synced} landed, ${failed} failed.`;
    default:
      return `The run of ${name} failed. ${reason}`.trim();
  }
}

function endOfTrial(run: SyncRunView, name: string, reason: string): string {
  if (run.status === "failed") return `The trial run of ${name} failed. ${reason}`.trim();
  if (run.status === "cancelled") return `The trial run of ${name} was cancelled.`;
  return `The trial run of ${name} is done: ${trialSentence(run)}`;
}

/** What a push would do, as a trial run that has ended found it. */
function trialSentence(run: SyncRunView): string {
  const changes = wouldChange(run);
  if (!run.planned || changes === null) return "its plan says what a push would change.";
  const { held } = run.planned;
  const waits = held > 0 ? `, and ${held.toLocaleString("en")} would be held until somebody decides` : "";
  const what = changes === 0 ? "nothing" : `${changes.toLocaleString("en")} ${changes === 1 ? "record" : "records"}`;
  return `a push would change ${what}${waits}.`;
}

function endOfPull({ status, trigger, findings }: SyncRunView, name: string, reason: string): string | null {
  if (status === "failed") return `Reading ${name} failed. ${reason}`.trim();
  if (status === "cancelled") return `Reading ${name} was cancelled.`;
  const { pulled = 0, conflicts = 0 } = findings ?? {};
  // Connections are read every few minutes; that nothing had changed is worth a word only to who asked.
  if (trigger === "schedule" && pulled === 0) return null;
  if (pulled === 0 && conflicts === 0) return `${name} was read: nothing had changed there.`;
  const fields = `${pulled.toLocaleString("en")} ${pulled === 1 ? "change" : "changes"} taken over`;
  return `${name} was read: ${fields}${conflicts > 0 ? `, ${conflicts.toLocaleString("en")} to decide` : ""}.`;
}

/** A run's state in the one vocabulary, with the few words that tell it from others of the same state. */
export function runState(run: SyncRunView): { state: State; detail: string | null } {
  const { synced, failed, total } = run.progress;
  switch (run.status) {
    case "queued":
      return { state: "waiting", detail: "to start" };
    case "running":
      if (run.stalled) return { state: "stale", detail: "· no progress" };
      return { state: "syncing", detail: total > 0 ? `${synced + failed}/${total}` : null };
    case "completed":
      if (run.dryRun) return trialState(run);
      // They may have been settled since: the words say what the pull found, not what stands open.
      if (run.findings && run.findings.conflicts > 0) {
        return { state: "conflict", detail: `· ${run.findings.conflicts.toLocaleString("en")} found` };
      }
      if (sentNothing(run)) return { state: "waiting", detail: "· not sent" };
      return unlistedState(run) ?? { state: "in_step", detail: null };
    case "partial":
      if (failed === 0) return { state: "held", detail: synced > 0 ? "· in part" : null };
      return { state: "failed", detail: `${failed} of ${total}` };
    case "failed":
      return { state: "failed", detail: null };
    case "cancelled":
      return { state: "paused", detail: "· cancelled" };
  }
}

/** A trial sends nothing: what it found to change still differs, and is in step only where that is nothing. */
function trialState(run: SyncRunView): { state: State; detail: string | null } {
  const changes = wouldChange(run);
  if (!run.planned || changes === null) return { state: "waiting", detail: "· only planned" };
  if (changes > 0) return { state: "differs", detail: `· ${changes.toLocaleString("en")} to push` };
  return run.planned.held > 0
    ? { state: "held", detail: `· ${run.planned.held.toLocaleString("en")}` }
    : { state: "in_step", detail: null };
}

/** A list that left out what is there saw less than it should: what it did show may be in step, the connection is not. */
function unlistedState({ findings }: SyncRunView): { state: State; detail: string } | null {
  const unlisted = findings ? findings.missing - findings.gone : 0;
  return unlisted > 0 ? { state: "differs", detail: `· ${unlisted.toLocaleString("en")} not listed` } : null;
}

/** An operation's state in the one vocabulary. What was not sent still waits: a later push sends it. */
export function operationState(operation: OperationView): State {
  const states: Record<OperationView["state"], State> = {
    planned: "waiting",
    applying: "syncing",
    held: "held",
    applied: "in_step",
    failed: "failed",
    skipped: "waiting",
  };
  return states[operation.state];
}

const KIND_VERBS: Record<OperationView["kind"], string> = {
  create: "new",
  update: "edit",
  pause: "pause",
  resume: "resume",
  archive: "archive",
  remove: "remove",
  adopt: "adopt",
  pull: "take over",
};

export const operationVerb = (kind: OperationView["kind"]) => KIND_VERBS[kind];

/** "96 new · 214 edits · 2 removed": what a list of operations amounts to. */
export function tallyOperations(operations: readonly Pick<OperationView, "kind">[]) {
  let created = 0;
  let removed = 0;
  for (const { kind } of operations) {
    if (kind === "create") created++;
    else if (kind === "remove" || kind === "archive") removed++;
  }
  return { created, removed, edited: operations.length - created - removed };
}
