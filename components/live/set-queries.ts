import { queryOptions } from "@tanstack/react-query";
import { fetchView } from "./fetch-view";
import { MOVED_BY_RUNS } from "./run-queries";

/** A whole set with its tree: the set's page draws it, plans and runs take names and currencies from it. */
export const setQueries = {
  all: () => ["campaign-set"] as const,
  detail: (campaignSetId: string) =>
    queryOptions({
      queryKey: [...setQueries.all(), campaignSetId],
      queryFn: ({ signal }) => fetchView("CampaignSetView", `/api/v1/campaign-sets/${campaignSetId}`, { signal }),
      meta: MOVED_BY_RUNS,
    }),
};
