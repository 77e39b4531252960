import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { deleteAdGroup } from "@/lib/campaigns/delete-ad-group";
import { editAdGroup } from "@/lib/campaigns/edit-ad-group";
import { getAdGroup } from "@/lib/campaigns/get-records";

export const GET = route(
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}",
  ({ actor, params }) =>
    getAdGroup({ actor, id: params.adGroupId, within: { campaignSetId: params.setId, campaignId: params.campaignId } }),
);

export const PATCH = route(
  "PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}",
  ({ actor, params, body }) =>
    editAdGroup({
      actor,
      id: params.adGroupId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId },
      patch: body,
    }),
);

export const DELETE = route(
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups/{adGroupId}",
  async ({ actor, params }) => {
    await deleteAdGroup({
      actor,
      id: params.adGroupId,
      within: { campaignSetId: params.setId, campaignId: params.campaignId },
    });
    return undefined;
  },
);

export const { POST, PUT, OPTIONS } = otherMethods;
