import { queryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";
import { MOVED_BY_RUNS } from "@/components/live/run-queries";

export const overviewQueries = {
  detail: () =>
    queryOptions({
      queryKey: ["overview"] as const,
      queryFn: ({ signal }) => fetchView("OverviewView", "/api/v1/overview", { signal }),
      meta: MOVED_BY_RUNS,
    }),
};
