import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { getSyncStatus } from "@/lib/sync/get-sync-run";

export const GET = route("GET /api/v1/campaign-sets/{setId}/sync-status", ({ actor, params }) =>
  getSyncStatus({ actor, campaignSetId: params.setId }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
