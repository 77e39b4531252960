import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "@/lib/api/browser";
import { CampaignSetView } from "@/lib/domain/views";

/** A whole set with its tree: the set's page draws it, plans and runs take names and currencies from it. */
export const setQueries = {
  all: () => ["campaign-set"] as const,
  detail: (campaignSetId: string) =>
    queryOptions({
      queryKey: [...setQueries.all(), campaignSetId],
      queryFn: ({ signal }): Promise<CampaignSetView> =>
        fetchJson(`/api/v1/campaign-sets/${campaignSetId}`, CampaignSetView, { signal }),
    }),
};
