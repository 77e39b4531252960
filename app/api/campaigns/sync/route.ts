import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { listCampaignStatuses } from "@/lib/campaigns/list-campaign-statuses";

export const GET = route("GET /api/campaigns/sync", ({ actor }) => listCampaignStatuses({ actor }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
