import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "@/lib/api/browser";
import { CampaignSetPage } from "@/lib/domain/views";

export const shellQueries = {
  /** The newest sets, to go to from the palette. */
  campaignSets: () =>
    queryOptions({
      queryKey: ["shell", "campaign-sets"],
      queryFn: ({ signal }) => fetchJson("/api/v1/campaign-sets?limit=50", CampaignSetPage, { signal }),
    }),
};
