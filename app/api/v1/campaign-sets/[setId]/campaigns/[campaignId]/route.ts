import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { deleteCampaign } from "@/lib/campaigns/delete-campaign";
import { editCampaign } from "@/lib/campaigns/edit-campaign";
import { getCampaign } from "@/lib/campaigns/get-records";

export const GET = route("GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}", ({ actor, params }) =>
  getCampaign({ actor, id: params.campaignId, within: { campaignSetId: params.setId } }),
);

export const PATCH = route("PATCH /api/v1/campaign-sets/{setId}/campaigns/{campaignId}", ({ actor, params, body }) =>
  editCampaign({ actor, id: params.campaignId, within: { campaignSetId: params.setId }, patch: body }),
);

export const DELETE = route(
  "DELETE /api/v1/campaign-sets/{setId}/campaigns/{campaignId}",
  async ({ actor, params }) => {
    await deleteCampaign({ actor, id: params.campaignId, within: { campaignSetId: params.setId } });
    return undefined;
  },
);

export const { POST, PUT, OPTIONS } = otherMethods;
