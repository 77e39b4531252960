import { infiniteQueryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";
import { MOVED_BY_RUNS } from "@/components/live/run-queries";

const SETS_AT_ONCE = 200;

export const campaignQueries = {
  all: () => ["campaigns"] as const,
  sets: () =>
    infiniteQueryOptions({
      queryKey: [...campaignQueries.all(), "sets"],
      queryFn: ({ pageParam, signal }) => {
        const params = new URLSearchParams({ limit: String(SETS_AT_ONCE) });
        if (pageParam) params.set("cursor", pageParam);
        return fetchView("CampaignSetPage", `/api/v1/campaign-sets?${params}`, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.nextCursor,
      meta: MOVED_BY_RUNS,
    }),
};
