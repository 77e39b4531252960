import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { addCampaign } from "@/lib/campaigns/add-campaign";
import { getCampaignSet } from "@/lib/campaigns/get-campaign-set";
import { pageOf } from "@/lib/campaigns/page-of";

export const GET = route("GET /api/v1/campaign-sets/{setId}/campaigns", async ({ actor, params, query }) => {
  const { campaigns } = await getCampaignSet({ actor, campaignSetId: params.setId });
  return pageOf(campaigns, query);
});

export const POST = route("POST /api/v1/campaign-sets/{setId}/campaigns", ({ actor, params, body }) =>
  addCampaign({ actor, parentId: params.setId, input: body }),
);

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods;
