import { isOpen } from "@/components/live/run-words";
import { count } from "@/components/ui/record-words";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

type Choice = "cancel" | "retry" | "replan" | "undo" | "pull";

/** What can be done with a run as it stands. What makes no sense is not offered, and the server refuses it as well. */
export function runChoices(run: SyncRunView): Record<Choice, boolean> {
  const open = isOpen(run);
  const { synced } = run.progress;
  const isPull = run.kind === "pull";
  const endedEarly = run.status === "failed" || run.status === "cancelled";
  const { failed, waiting } = leftToTry(run);
  const retry = !open && !isPull && !run.dryRun && failed + waiting > 0;
  return {
    // A pull writes nothing anywhere and is over in moments.
    cancel: open && !isPull,
    retry,
    // What ended early and cannot be tried as it was: its plan was refused, or a later run brought it over.
    replan: !isPull && endedEarly && !retry,
    undo: !open && !isPull && !run.dryRun && synced > 0,
    pull: !open && isPull,
  };
}

/** What a retry would carry. Where nobody counted it, the run's own figures say it: no later run is known of. */
function leftToTry({ left, error, status, progress }: SyncRunView): { failed: number; waiting: number } {
  if (left) return left;
  if (error?.code === "plan_stale") return { failed: 0, waiting: 0 };
  const { failed, skipped } = progress;
  // What ended early never reached some of it, however much that was.
  const endedEarly = status === "failed" || status === "cancelled";
  return { failed, waiting: endedEarly ? Math.max(1, skipped) : skipped };
}

/** "Retry 2 failed records", or "Push what is left" where nothing of it was refused. */
export function retryLabel(run: SyncRunView): string {
  const { failed } = leftToTry(run);
  return failed > 0 ? `Retry ${count(failed, "failed record")}` : "Push what is left";
}
