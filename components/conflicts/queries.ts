import { queryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";

export const conflictPageQueries = {
  /** Names of campaign sets by id: a conflict carries the id of its set. */
  setNames: () =>
    queryOptions({
      queryKey: ["campaign-set-names"],
      queryFn: ({ signal }) => fetchView("CampaignSetPage", "/api/v1/campaign-sets?limit=500", { signal }),
    }),
};
