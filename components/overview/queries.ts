import { queryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";

export const overviewQueries = {
  detail: () =>
    queryOptions({
      queryKey: ["overview"] as const,
      queryFn: ({ signal }) => fetchView("OverviewView", "/api/v1/overview", { signal }),
    }),
};
