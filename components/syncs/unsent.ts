import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

/** What a run that has ended did not send: how much of it, and what becomes of that. */
export function unsentOf(
  run: SyncRunView,
  operations: readonly Pick<OperationView, "state" | "platformId">[],
): { amount: number; note: string } {
  const { synced, failed, total } = run.progress;
  const amount = run.unsent ?? Math.max(0, total - synced - failed);
  return { amount, note: noteOf(run, amount, operations.filter(isHeld).length) };
}

/** A record that is there and was only not enabled is held too, but waits for its parts and for nobody's word. */
const isHeld = ({ state, platformId }: Pick<OperationView, "state" | "platformId">) =>
  state === "held" && platformId === null;

function noteOf({ status, error, progress }: SyncRunView, amount: number, held: number): string {
  if (amount === 0) {
    if (progress.total > 0) return "everything was sent";
    return status === "completed" ? "there was nothing to send" : "it ended before it had a plan";
  }
  if (error?.code === "plan_stale") return "its plan was refused";
  if (held === 0) return "wait for the next push";
  if (held >= amount) return "held until somebody decides";
  return `${held.toLocaleString("en")} held, the rest waits for the next push`;
}
