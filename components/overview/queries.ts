import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "@/lib/api/browser";
import { OverviewView } from "@/lib/domain/views";

export const overviewQueries = {
  detail: () =>
    queryOptions({
      queryKey: ["overview"] as const,
      queryFn: ({ signal }) => fetchJson("/api/v1/overview", OverviewView, { signal }),
    }),
};
