import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { retryRun } from "@/lib/sync/retry-run";

export const POST = route("POST /api/v1/jobs/{jobId}/retry", async ({ actor, params }) => {
  const { run } = await retryRun({ actor, runId: params.jobId });
  return { jobId: run.id, status: run.status };
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
