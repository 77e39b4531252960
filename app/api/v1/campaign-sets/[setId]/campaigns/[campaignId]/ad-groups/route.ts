import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { addAdGroup } from "@/lib/campaigns/add-ad-group";
import { getCampaign } from "@/lib/campaigns/get-records";
import { pageOf } from "@/lib/campaigns/page-of";

export const GET = route(
  "GET /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups",
  async ({ actor, params, query }) => {
    const { adGroups } = await getCampaign({ actor, id: params.campaignId, within: { campaignSetId: params.setId } });
    return pageOf(adGroups, query);
  },
);

export const POST = route(
  "POST /api/v1/campaign-sets/{setId}/campaigns/{campaignId}/ad-groups",
  ({ actor, params, body }) =>
    addAdGroup({ actor, parentId: params.campaignId, within: { campaignSetId: params.setId }, input: body }),
);

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods;
