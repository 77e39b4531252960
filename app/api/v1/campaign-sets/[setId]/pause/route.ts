import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { setRunning } from "@/lib/sync/set-running";

export const POST = route("POST /api/v1/campaign-sets/{setId}/pause", async ({ actor, params }) => {
  const { run } = await setRunning({ actor, campaignSetId: params.setId, running: false });
  return { jobId: run.id, status: run.status };
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
