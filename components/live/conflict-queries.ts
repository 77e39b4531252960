import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { ConflictView } from "@/lib/domain/views/conflicts";
import { fetchView } from "./fetch-view";
import { MOVED_BY_RUNS } from "./run-queries";

const OPEN_AT_ONCE = 500;
const SETTLED_AT_ONCE = 100;
/** As far as the badge in the navigation counts. */
export const COUNTED_AT_MOST = 99;

export type ConflictFilter = { campaignSetId?: string };

const address = (values: Record<string, string | number | null | undefined>) => {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values))
    if (value !== undefined && value !== null) params.set(key, String(value));
  return `/api/v1/conflicts?${params}`;
};

/**
 * Reads of conflicts. They are read again when a run ends, which may open some and close others however short it was, and
 * when a person settles one; nothing polls.
 */
export const conflictQueries = {
  all: () => ["conflicts"] as const,
  /** Every open conflict: which of them is about the most money is only known once all are here. */
  open: (filter: ConflictFilter) =>
    queryOptions({
      queryKey: [...conflictQueries.all(), "open", filter],
      queryFn: async ({ signal }) => {
        const conflicts: ConflictView[] = [];
        let cursor: string | null = null;
        do {
          const query = { status: "open", ...filter, limit: OPEN_AT_ONCE, cursor };
          const page: { items: ConflictView[]; nextCursor: string | null } = await fetchView(
            "ConflictPage",
            address(query),
            { signal },
          );
          conflicts.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== null);
        return conflicts;
      },
      refetchOnMount: "always",
      meta: MOVED_BY_RUNS,
    }),
  settled: (filter: ConflictFilter) =>
    infiniteQueryOptions({
      queryKey: [...conflictQueries.all(), "settled", filter],
      queryFn: ({ pageParam, signal }) =>
        fetchView(
          "ConflictPage",
          address({ status: "resolved", ...filter, limit: SETTLED_AT_ONCE, cursor: pageParam }),
          { signal },
        ),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      refetchOnMount: "always",
      meta: MOVED_BY_RUNS,
    }),
  /** How many are open, for the navigation; one more than it counts when there are more. */
  openCount: () =>
    queryOptions({
      queryKey: [...conflictQueries.all(), "open-count"],
      queryFn: async ({ signal }) => {
        const page = await fetchView("ConflictPage", address({ status: "open", limit: COUNTED_AT_MOST + 1 }), {
          signal,
        });
        return page.items.length;
      },
      meta: MOVED_BY_RUNS,
    }),
};
