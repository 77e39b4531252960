import { queryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";
import { MOVED_BY_RUNS } from "@/components/live/run-queries";

const MINUTE_MS = 60_000;

export const connectionQueries = {
  all: () => ["connections"] as const,
  list: () =>
    queryOptions({
      queryKey: [...connectionQueries.all(), "list"],
      queryFn: ({ signal }) => fetchView("ConnectionPage", "/api/v1/connections?limit=200", { signal }),
      meta: MOVED_BY_RUNS,
    }),
  detail: (connectionId: string) =>
    queryOptions({
      queryKey: [...connectionQueries.all(), "one", connectionId],
      queryFn: ({ signal }) => fetchView("ConnectionDetailView", `/api/v1/connections/${connectionId}`, { signal }),
      meta: MOVED_BY_RUNS,
    }),
  /** Read from the platform each time a choice is opened, and not again while it is. */
  adAccounts: (connectionId: string) =>
    queryOptions({
      queryKey: [...connectionQueries.all(), "one", connectionId, "ad-accounts"],
      queryFn: ({ signal }) =>
        fetchView("AdAccountList", `/api/v1/connections/${connectionId}/ad-accounts`, { signal }),
      staleTime: MINUTE_MS,
      refetchOnWindowFocus: false,
    }),
  options: (connectionId: string, adAccountId: string) =>
    queryOptions({
      queryKey: [...connectionQueries.all(), "one", connectionId, "options", adAccountId],
      queryFn: ({ signal }) =>
        fetchView(
          "AccountOptionsView",
          `/api/v1/connections/${connectionId}/account-options?adAccountId=${encodeURIComponent(adAccountId)}`,
          { signal },
        ),
      staleTime: MINUTE_MS,
      refetchOnWindowFocus: false,
    }),
};
