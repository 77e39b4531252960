import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { addAd } from "@/lib/campaigns/add-ad";
import { getAdGroup } from "@/lib/campaigns/get-records";
import { pageOf } from "@/lib/campaigns/page-of";

export const GET = route(
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads",
  async ({ actor, params, query }) => {
    const { ads } = await getAdGroup({
      actor,
      id: params.adGroupId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId },
    });
    return pageOf(ads, query);
  },
);

export const POST = route(
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads",
  ({ actor, params, body }) =>
    addAd({
      actor,
      parentId: params.adGroupId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId },
      input: body,
    }),
);

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods;
