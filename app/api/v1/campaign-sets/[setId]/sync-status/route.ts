import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { getSyncStatus } from "@/lib/sync/get-sync-run";

export const GET = route("GET /api/v1/campaign-sets/{setId}/sync-status", ({ actor, params }) =>
  getSyncStatus({ actor, campaignSetId: params.setId }),
);

export const OPTIONS = preflight;
