import type { InfiniteData, Query, QueryClient } from "@tanstack/react-query";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { type RunFilter, type RunReading, runQueries } from "./run-queries";
import { isOpen } from "./run-words";

type RunPages = InfiniteData<{ items: SyncRunView[]; nextCursor: string | null }>;

/**
 * Events leave out who asked, where it goes and what is left of it; these stay as they were read. A run that has ended stays ended: a replayed
 * event may be older than what was read.
 */
const withKnown = (run: SyncRunView, known: SyncRunView): SyncRunView =>
  isOpen(run) && !isOpen(known)
    ? known
    : {
        ...run,
        requestedBy: run.requestedBy ?? known.requestedBy,
        platforms: run.platforms.length > 0 ? run.platforms : known.platforms,
        ...(known.left && !isOpen(known) ? { left: known.left } : {}),
      };

/** Open runs with a newer reading of one of them: put in its place, added, or taken out once it has ended. */
export function withOpenRun(open: readonly SyncRunView[], run: SyncRunView): SyncRunView[] {
  if (!isOpen(run)) return open.filter((other) => other.id !== run.id);
  if (open.some((other) => other.id === run.id))
    return open.map((other) => (other.id === run.id ? withKnown(run, other) : other));
  return [...open, run];
}

/** Readings of runs, written wherever the cache holds those runs. */
export function writeRuns(queryClient: QueryClient, runs: readonly SyncRunView[]) {
  for (const run of runs) {
    queryClient.setQueryData<RunReading>(
      runQueries.detail(run.id).queryKey,
      (reading) => reading && { ...reading, run: withKnown(run, reading.run) },
    );
    queryClient.setQueryData<SyncRunView[]>(runQueries.open().queryKey, (open) => open && withOpenRun(open, run));
  }
  for (const list of queryClient.getQueryCache().findAll({ queryKey: runQueries.lists() }))
    writeIntoList(queryClient, list, runs);
}

/** Runs that a list was read again for, because it may hold them and did not. Each is worth one reading, not one an event. */
const lookedFor = new WeakMap<Query, Set<string>>();

function writeIntoList(queryClient: QueryClient, list: Query, runs: readonly SyncRunView[]) {
  const filter = filterOf(list);
  const { queryKey } = runQueries.list(filter);
  let held = queryClient.getQueryData(queryKey);
  if (!held) return;
  const before = held;
  const looked = lookedFor.get(list) ?? new Set();
  lookedFor.set(list, looked);
  let readAgain = false;
  for (const run of runs) {
    if (isListed(held, run)) {
      held = withListed(held, run, filter);
    } else if (mayHold(held, run, filter) && !looked.has(run.id)) {
      looked.add(run.id);
      readAgain = true;
    }
  }
  if (held !== before) queryClient.setQueryData(queryKey, held);
  // Of a list whose last run has left there is nothing to scroll to that would read on.
  const isDrained = held.pages.every((page) => page.items.length === 0) && nextCursorOf(held) !== null;
  if (readAgain || (held !== before && isDrained)) void queryClient.invalidateQueries({ queryKey, exact: true });
}

/** The filter a list was read by: what its key ends with. */
const filterOf = ({ queryKey }: Query) => queryKey.at(-1) as RunFilter;

const nextCursorOf = ({ pages }: RunPages) => pages.at(-1)?.nextCursor ?? null;

const isListed = ({ pages }: RunPages, { id }: SyncRunView) =>
  pages.some((page) => page.items.some((item) => item.id === id));

/** A newer reading in the place of the listed one. Of what a filter asks for only the status ever changes. */
function withListed(held: RunPages, run: SyncRunView, { status }: RunFilter): RunPages {
  const renew = (item: SyncRunView) => {
    const renewed = item.id === run.id ? withKnown(run, item) : item;
    return status === undefined || renewed.status === status ? [renewed] : [];
  };
  return { ...held, pages: held.pages.map((page) => ({ ...page, items: page.items.flatMap(renew) })) };
}

/**
 * Whether a run that is not in the list belongs there, as far as its event tells: who asked is left out, and platforms are
 * where they are not known.
 */
function mayHold(held: RunPages, run: SyncRunView, filter: RunFilter): boolean {
  const { campaignSetId, connectionId, status, kind, platform } = filter;
  const cursor = nextCursorOf(held);
  return (
    (campaignSetId === undefined || run.campaignSetId === campaignSetId) &&
    (connectionId === undefined || run.connectionId === connectionId) &&
    (status === undefined || run.status === status) &&
    (kind === undefined || run.kind === kind) &&
    (platform === undefined || run.platforms.length === 0 || run.platforms.some((known) => known === platform)) &&
    // Older runs stand on pages that nobody has read yet. Ids are made in time order.
    (cursor === null || run.id > cursor)
  );
}
