import { isOpen } from "@/components/live/run-words";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

/** What can be done with a run as it stands. What makes no sense is not offered, and the server refuses it as well. */
export function runChoices(run: SyncRunView): Record<"cancel" | "retry" | "undo" | "pull", boolean> {
  const open = isOpen(run);
  const { synced, failed, skipped } = run.progress;
  const isPull = run.kind === "pull";
  const endedEarly = run.status === "failed" || run.status === "cancelled";
  return {
    // A pull writes nothing anywhere and is over in moments.
    cancel: open && !isPull,
    retry: !open && !isPull && (failed + skipped > 0 || endedEarly),
    undo: !open && !isPull && !run.dryRun && synced > 0,
    pull: !open && isPull,
  };
}
