import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { fetchJson } from "@/lib/api/browser";
import { CampaignSetPage, ConnectionView, page } from "@/lib/domain/views";

const SETS_AT_ONCE = 200;
const ConnectionPage = page(ConnectionView);

export const campaignQueries = {
  all: () => ["campaigns"] as const,
  sets: () =>
    infiniteQueryOptions({
      queryKey: [...campaignQueries.all(), "sets"],
      queryFn: ({ pageParam, signal }) => {
        const params = new URLSearchParams({ limit: String(SETS_AT_ONCE) });
        if (pageParam) params.set("cursor", pageParam);
        return fetchJson(`/api/v1/campaign-sets?${params}`, CampaignSetPage, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.nextCursor,
    }),
  connections: () =>
    queryOptions({
      queryKey: [...campaignQueries.all(), "connections"],
      queryFn: ({ signal }) => fetchJson("/api/v1/connections?limit=100", ConnectionPage, { signal }),
    }),
};
