import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { cancelRun } from "@/lib/sync/cancel-run";

export const POST = route("POST /api/v1/jobs/{jobId}/cancel", async ({ actor, params }) => {
  const { run } = await cancelRun({ actor, runId: params.jobId });
  return { jobId: run.id, status: run.status };
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
