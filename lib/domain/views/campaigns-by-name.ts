import { z } from "zod";
import { PLATFORMS } from "../campaign";

/** So long a search is taken; a campaign's name is hardly longer. */
export const MOST_SEARCHED = 200;

/** Campaigns whose name holds what was searched for, those that begin with it first. */
export const CampaignsByName = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      platform: z.enum(PLATFORMS),
      campaignSetId: z.string(),
      campaignSetName: z.string(),
    }),
  ),
  /** There are others: a longer search finds them. */
  hasMore: z.boolean(),
});

export type CampaignsByName = z.infer<typeof CampaignsByName>;
