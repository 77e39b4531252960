import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { deleteKeyword } from "@/lib/campaigns/delete-keyword";
import { editKeyword } from "@/lib/campaigns/edit-keyword";
import { getKeyword } from "@/lib/campaigns/get-records";

export const GET = route(
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords/{keywordId}",
  ({ actor, params }) =>
    getKeyword({
      actor,
      id: params.keywordId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId, adGroupId: params.adGroupId },
    }),
);

export const PATCH = route(
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords/{keywordId}",
  ({ actor, params, body }) =>
    editKeyword({
      actor,
      id: params.keywordId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId, adGroupId: params.adGroupId },
      patch: body,
    }),
);

export const DELETE = route(
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/keywords/{keywordId}",
  async ({ actor, params }) => {
    await deleteKeyword({
      actor,
      id: params.keywordId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId, adGroupId: params.adGroupId },
    });
    return undefined;
  },
);

export const { POST, PUT, OPTIONS } = otherMethods;
