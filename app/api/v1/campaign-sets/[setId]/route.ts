import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { deleteCampaignSet } from "@/lib/campaigns/delete-campaign-set";
import { editCampaignSet } from "@/lib/campaigns/edit-campaign-set";
import { getCampaignSet } from "@/lib/campaigns/get-campaign-set";
import { setPosition } from "@/lib/sync/run-position";

export const GET = route("GET /api/v1/campaign-sets/{setId}", async ({ actor, params, setHeader }) => {
  const position = await setPosition(params.setId);
  const set = await getCampaignSet({ actor, campaignSetId: params.setId });
  setHeader("x-last-event-id", position);
  return set;
});

export const PATCH = route("PATCH /api/v1/campaign-sets/{setId}", ({ actor, params, body }) =>
  editCampaignSet({ actor, id: params.setId, patch: body }),
);

export const DELETE = route("DELETE /api/v1/campaign-sets/{setId}", async ({ actor, params }) => {
  await deleteCampaignSet({ actor, id: params.setId });
  return undefined;
});

export const { POST, PUT, OPTIONS } = otherMethods;
