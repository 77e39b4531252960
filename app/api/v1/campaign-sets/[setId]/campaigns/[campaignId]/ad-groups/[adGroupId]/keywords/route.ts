import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { addKeyword } from "@/lib/campaigns/add-keyword";
import { getAdGroup } from "@/lib/campaigns/get-records";
import { pageOf } from "@/lib/campaigns/page-of";

export const GET = route(
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords",
  async ({ actor, params, query }) => {
    const { keywords } = await getAdGroup({
      actor,
      id: params.adGroupId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId },
    });
    return pageOf(keywords, query);
  },
);

export const POST = route(
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords",
  ({ actor, params, body }) =>
    addKeyword({
      actor,
      parentId: params.adGroupId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId },
      input: body,
    }),
);

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods;
