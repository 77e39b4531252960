import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

const RECENT_MS = 30_000;

/** Records done per second over the last half minute of a run under way, or over the whole of one that has ended. */
export function recordsPerSecond(run: SyncRunView, operations: readonly OperationView[], now: number): number | null {
  const done = run.progress.synced + run.progress.failed;
  if (!run.startedAt || done === 0) return null;
  const started = Date.parse(run.startedAt);
  if (run.endedAt) return done / Math.max(1, (Date.parse(run.endedAt) - started) / 1000);
  const since = Math.max(started, now - RECENT_MS);
  const recent = operations.filter(
    (operation) => operation.endedAt !== null && Date.parse(operation.endedAt) >= since,
  ).length;
  return recent / Math.max(1, (now - since) / 1000);
}

/** "4.2 a second", or per minute when it is slower than that. */
export function describePace(perSecond: number | null): string {
  if (perSecond === null) return "–";
  if (perSecond >= 1) return `${perSecond.toFixed(1)} a second`;
  return `${Math.round(perSecond * 60)} a minute`;
}
