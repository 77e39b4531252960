import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";
import { fetchJson } from "@/lib/api/browser";
import { CampaignsByName, MOST_SEARCHED } from "@/lib/domain/views/campaigns-by-name";

/** One letter is in nearly every name. */
const LEAST_SEARCHED = 2;

export const shellQueries = {
  /** The newest sets, to go to from the palette. */
  campaignSets: () =>
    queryOptions({
      queryKey: ["shell", "campaign-sets"],
      queryFn: ({ signal }) => fetchView("CampaignSetPage", "/api/v1/campaign-sets?limit=50", { signal }),
    }),
  /** Campaigns of every set by a part of their name. What was found for the letters before stays until this is here. */
  campaigns: (name: string) =>
    queryOptions({
      queryKey: ["shell", "campaigns", name],
      queryFn: ({ signal }) =>
        fetchJson(`/campaigns/named?${new URLSearchParams({ name })}`, CampaignsByName, { signal }),
      enabled: name.length >= LEAST_SEARCHED && name.length <= MOST_SEARCHED,
      placeholderData: keepPreviousData,
    }),
};
