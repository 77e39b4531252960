import { queryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";

export const shellQueries = {
  /** The newest sets, to go to from the palette. */
  campaignSets: () =>
    queryOptions({
      queryKey: ["shell", "campaign-sets"],
      queryFn: ({ signal }) => fetchView("CampaignSetPage", "/api/v1/campaign-sets?limit=50", { signal }),
    }),
};
