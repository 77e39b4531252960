import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { fetchView, fetchViewAtPosition } from "./fetch-view";
import { mergeOperations } from "./merge-operations";

const OPERATIONS_AT_ONCE = 500;

export type RunFilter = {
  campaignSetId?: string;
  connectionId?: string;
  status?: string;
  kind?: string;
  platform?: string;
  person?: string;
};

/** A run as it was read, and the event after which its stream goes on. */
export type RunReading = { run: SyncRunView; lastEventId: string | null };

/** Marks a query whose answer a run may move: while it is in view, it is read again when one has ended. */
export const MOVED_BY_RUNS = { movedByRuns: true } as const;

const search = (values: Record<string, string | number | null | undefined>) => {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values))
    if (value !== undefined && value !== null) params.set(key, String(value));
  return params.toString();
};

/** Reads of runs. They never grow old by themselves: event streams write into them, and nothing polls. */
export const runQueries = {
  all: () => ["runs"] as const,
  detail: (runId: string) =>
    queryOptions({
      queryKey: [...runQueries.all(), "detail", runId],
      queryFn: async ({ signal }): Promise<RunReading> => {
        const { data, lastEventId } = await fetchViewAtPosition("SyncRunView", `/api/v1/sync-runs/${runId}`, {
          signal,
        });
        return { run: data, lastEventId };
      },
      staleTime: Number.POSITIVE_INFINITY,
      // A page opened again reads again: events that passed while nobody followed are not in the cache.
      refetchOnMount: "always",
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // A later run brings over what this one left.
      meta: MOVED_BY_RUNS,
    }),
  /** All operations of a run, in order. */
  operations: (runId: string) =>
    queryOptions({
      queryKey: [...runQueries.all(), "operations", runId],
      queryFn: async ({ signal }) => {
        const operations: OperationView[] = [];
        let cursor: string | null = null;
        do {
          const query = search({ limit: OPERATIONS_AT_ONCE, cursor });
          const page: { items: OperationView[]; nextCursor: string | null } = await fetchView(
            "OperationPage",
            `/api/v1/sync-runs/${runId}/operations?${query}`,
            { signal },
          );
          operations.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== null);
        return operations.sort((a, b) => a.seq - b.seq);
      },
      // What ended while the list was being read was told by an event; the reading may be older than that.
      structuralSharing: (held, read) => {
        const ended = ((held ?? []) as OperationView[]).filter((operation) => operation.endedAt !== null);
        return mergeOperations(read as OperationView[], ended);
      },
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnMount: "always",
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
  /** Runs that are queued or under way, oldest first. */
  open: () =>
    queryOptions({
      queryKey: [...runQueries.all(), "open"],
      queryFn: async ({ signal }) => {
        const pages = await Promise.all(
          ["running", "queued"].map((status) =>
            fetchView("SyncRunPage", `/api/v1/sync-runs?${search({ status, limit: 50 })}`, { signal }),
          ),
        );
        return pages.flatMap((page) => page.items).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
      },
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
    }),
  lists: () => [...runQueries.all(), "list"] as const,
  list: (filter: RunFilter) =>
    infiniteQueryOptions({
      queryKey: [...runQueries.lists(), filter],
      queryFn: ({ pageParam, signal }) =>
        fetchView("SyncRunPage", `/api/v1/sync-runs?${search({ ...filter, limit: 50, cursor: pageParam })}`, {
          signal,
        }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnMount: "always",
      refetchOnWindowFocus: false,
    }),
};
