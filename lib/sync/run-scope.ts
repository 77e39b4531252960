import type { SyncRunRow } from "../db/sync-runs";

/**
 * The only records a run works on; null for a run that brings over its whole set. An undo and the retries that come by
 * themselves name theirs before anything is read, and are planned once it is.
 */
export function recordsOf({ findings }: Pick<SyncRunRow, "findings">): Set<string> | null {
  const ids = (findings as { recordIds?: string[] } | null)?.recordIds;
  return ids ? new Set(ids) : null;
}

/** Whether the retry job opened the run. A person's retry begins a new series of tries. */
export const isAutomaticRetry = ({ findings }: Pick<SyncRunRow, "findings">): boolean =>
  (findings as { isAutomatic?: boolean } | null)?.isAutomatic === true;
