import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { undoRun } from "@/lib/sync/undo-run";

export const POST = route("POST /api/v1/sync-runs/{runId}/undo", async ({ actor, params }) => {
  const { run, report } = await undoRun({ actor, runId: params.runId });
  return { jobId: run.id, status: run.status, ...report };
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
