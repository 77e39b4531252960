/** Campaign sets for journeys, small and with names a person would give. */

type Shape = {
  name: string;
  /** One campaign each. */
  campaigns: readonly string[];
  adGroups?: number;
  ads?: number;
  /** Which community an ad group aims at; one that Reddit does not know is refused there. */
  community?: (campaign: number, adGroup: number) => string;
};

const COMMUNITIES = ["travel", "sports", "Fitness", "gadgets", "food", "books"];

/** A set as the API takes it: all of it active, to start tomorrow. */
export function campaignSet({ name, campaigns, adGroups = 1, ads = 1, community }: Shape) {
  const startAt = new Date(Date.now() + 86_400_000).toISOString();
  return {
    name,
    campaigns: campaigns.map((campaign, at) => ({
      platform: "reddit",
      name: campaign,
      objective: "traffic",
      status: "active",
      budget: { type: "daily", amountMicros: String((20 + at) * 1_000_000), currency: "USD" },
      startAt,
      adGroups: Array.from({ length: adGroups }, (_, group) => {
        const place = community?.(at, group) ?? COMMUNITIES[(at + group) % COMMUNITIES.length] ?? "travel";
        return {
          name: `${campaign}, ${place} readers`,
          status: "active",
          targeting: { communities: [place] },
          ads: Array.from({ length: ads }, (_, ad) => ({
            headlines: [`${campaign} ${group + 1}.${ad + 1}`],
            descriptions: ["Made to be repaired."],
            finalUrl: `https://shop.example.com/${at}/${group}/${ad}`,
            callToAction: "Shop Now",
            status: "active",
          })),
        };
      }),
    })),
  };
}

/** How many records a push of such a set sends. */
export const recordCount = ({ campaigns, adGroups = 1, ads = 1 }: Pick<Shape, "campaigns" | "adGroups" | "ads">) =>
  campaigns.length * (1 + adGroups * (1 + ads));
