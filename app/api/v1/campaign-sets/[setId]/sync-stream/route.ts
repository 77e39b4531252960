import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { streamSet } from "@/lib/live/streams";

export const GET = route("GET /api/v1/campaign-sets/{setId}/sync-stream", ({ actor, params, request }) =>
  streamSet({ actor, request, campaignSetId: params.setId }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
