import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";
import { runQueries } from "@/components/live/run-queries";

const CALLS_AT_ONCE = 100;

export const planQueries = {
  all: () => ["plans"] as const,
  detail: (planId: string) =>
    queryOptions({
      queryKey: [...planQueries.all(), planId],
      queryFn: ({ signal }) => fetchView("PlanView", `/api/v1/plans/${planId}`, { signal }),
      // Whether it is still good is asked again each time someone looks at it.
      staleTime: 0,
    }),
};

export const callQueries = {
  /** Calls of a run, newest first; of one operation only, when one is named. */
  list: (runId: string, operationId: string | null) =>
    infiniteQueryOptions({
      queryKey: [...runQueries.all(), "calls", runId, operationId],
      queryFn: ({ pageParam, signal }) => {
        const params = new URLSearchParams({ limit: String(CALLS_AT_ONCE) });
        if (operationId) params.set("operationId", operationId);
        if (pageParam) params.set("cursor", pageParam);
        return fetchView("CallPage", `/api/v1/sync-runs/${runId}/calls?${params}`, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      refetchOnWindowFocus: false,
    }),
};

const SELDOM_CHANGES_MS = 5 * 60_000;

/** What the history can be narrowed to. */
export const historyQueries = {
  connections: () =>
    queryOptions({
      queryKey: ["connections", "to-choose"],
      queryFn: ({ signal }) => fetchView("ConnectionPage", "/api/v1/connections?limit=500", { signal }),
      staleTime: SELDOM_CHANGES_MS,
    }),
};
