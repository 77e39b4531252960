import type { State } from "@/components/ui/state-badge";
import type { OperationView, SyncRunView } from "@/lib/domain/views";

export const isOpen = (run: Pick<SyncRunView, "status">) => run.status === "queued" || run.status === "running";

/** The name of what a run works on: its campaign set, or the connection a pull reads. */
export const subjectOf = (run: SyncRunView): string => run.campaignSetName ?? run.connectionName ?? "Run";

/** What a run is, as its page's title says it. */
export function runTitle(run: SyncRunView): string {
  const words = { push: run.dryRun ? "Trial run of" : "Push of", pull: "Pull from", undo: "Undo in" };
  return `${words[run.kind]} ${subjectOf(run)}`;
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
      return { state: "in_step", detail: null };
    case "partial":
      return { state: "failed", detail: `${failed} of ${total}` };
    case "failed":
      return { state: "failed", detail: null };
    case "cancelled":
      return { state: "paused", detail: "· cancelled" };
  }
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
