import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { deleteAd } from "@/lib/campaigns/delete-ad";
import { editAd } from "@/lib/campaigns/edit-ad";
import { getAd } from "@/lib/campaigns/get-records";

export const GET = route(
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}",
  ({ actor, params }) =>
    getAd({
      actor,
      id: params.adId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId, adGroupId: params.adGroupId },
    }),
);

export const PATCH = route(
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}",
  ({ actor, params, body }) =>
    editAd({
      actor,
      id: params.adId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId, adGroupId: params.adGroupId },
      patch: body,
    }),
);

export const DELETE = route(
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}/ads/{adId}",
  async ({ actor, params }) => {
    await deleteAd({
      actor,
      id: params.adId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId, adGroupId: params.adGroupId },
    });
    return undefined;
  },
);

export const { POST, PUT, OPTIONS } = otherMethods;
