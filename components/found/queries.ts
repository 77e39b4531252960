import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";
import { MOVED_BY_RUNS } from "@/components/live/run-queries";

const AT_ONCE = 500;

export const FOUND_TABS = ["open", "copies", "dismissed"] as const;

export const foundQueries = {
  all: () => ["found"] as const,
  of: (connectionId: string) => [...foundQueries.all(), connectionId] as const,
  list: (connectionId: string, state: "open" | "dismissed") =>
    infiniteQueryOptions({
      queryKey: [...foundQueries.of(connectionId), "list", state],
      queryFn: ({ pageParam, signal }) => {
        const params = new URLSearchParams({ limit: String(AT_ONCE), state });
        if (pageParam) params.set("cursor", pageParam);
        return fetchView("FoundPage", `/api/v1/connections/${connectionId}/found?${params}`, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.nextCursor,
      meta: MOVED_BY_RUNS,
    }),
  /** How much there is, without the records. */
  counts: (connectionId: string) =>
    queryOptions({
      queryKey: [...foundQueries.of(connectionId), "counts"],
      queryFn: ({ signal }) => fetchView("FoundPage", `/api/v1/connections/${connectionId}/found?limit=1`, { signal }),
      meta: MOVED_BY_RUNS,
    }),
  /** The sets that could take what is imported. */
  sets: () =>
    queryOptions({
      queryKey: ["campaign-set-names"],
      queryFn: ({ signal }) => fetchView("CampaignSetPage", "/api/v1/campaign-sets?limit=500", { signal }),
    }),
};
