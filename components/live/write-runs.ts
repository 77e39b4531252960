import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { type RunReading, runQueries } from "./run-queries";
import { isOpen } from "./run-words";

type RunPage = { items: SyncRunView[]; nextCursor: string | null };

/**
 * Events leave out who asked and where it goes; both stay as they were read. A run that has ended stays ended: a replayed
 * event may be older than what was read.
 */
const withKnown = (run: SyncRunView, known: SyncRunView): SyncRunView =>
  isOpen(run) && !isOpen(known)
    ? known
    : {
        ...run,
        requestedBy: run.requestedBy ?? known.requestedBy,
        platforms: run.platforms.length > 0 ? run.platforms : known.platforms,
      };

/** Open runs with a newer reading of one of them: put in its place, added, or taken out once it has ended. */
export function withOpenRun(open: readonly SyncRunView[], run: SyncRunView): SyncRunView[] {
  if (!isOpen(run)) return open.filter((other) => other.id !== run.id);
  if (open.some((other) => other.id === run.id))
    return open.map((other) => (other.id === run.id ? withKnown(run, other) : other));
  return [...open, run];
}

/** A reading of a run, written wherever the cache holds that run. Lists that lack it are read again when shown. */
export function writeRun(queryClient: QueryClient, run: SyncRunView) {
  queryClient.setQueryData<RunReading>(
    runQueries.detail(run.id).queryKey,
    (reading) => reading && { ...reading, run: withKnown(run, reading.run) },
  );
  queryClient.setQueryData<SyncRunView[]>(runQueries.open().queryKey, (open) => open && withOpenRun(open, run));
  let listed = false;
  queryClient.setQueriesData<InfiniteData<RunPage, string | null>>(
    { queryKey: [...runQueries.all(), "list"] },
    (data) => {
      if (!data) return data;
      const pages = data.pages.map((page) => {
        if (!page.items.some((item) => item.id === run.id)) return page;
        listed = true;
        return { ...page, items: page.items.map((item) => (item.id === run.id ? withKnown(run, item) : item)) };
      });
      return { ...data, pages };
    },
  );
  if (!listed) void queryClient.invalidateQueries({ queryKey: [...runQueries.all(), "list"] });
}
