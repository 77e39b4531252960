import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { requestSync } from "@/lib/sync/request-sync";

export const POST = route("POST /api/v1/campaign-sets/{setId}/sync", async ({ actor, params, body }) => {
  const { run } = await requestSync({ actor, campaignSetId: params.setId, ...body });
  return { jobId: run.id, status: run.status };
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
