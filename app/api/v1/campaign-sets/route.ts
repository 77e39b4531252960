import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { createCampaignSet } from "@/lib/campaigns/create-campaign-set";
import { listCampaignSets } from "@/lib/campaigns/list-campaign-sets";

export const GET = route("GET /api/v1/campaign-sets", ({ actor, query }) => listCampaignSets({ actor, ...query }));

export const POST = route("POST /api/v1/campaign-sets", ({ actor, body }) => createCampaignSet({ actor, input: body }));

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods;
