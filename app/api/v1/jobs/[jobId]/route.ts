import { toJobView } from "@/lib/api/answers";
import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { getSyncRun } from "@/lib/sync/get-sync-run";

export const GET = route("GET /api/v1/jobs/{jobId}", async ({ actor, params }) =>
  toJobView(await getSyncRun({ actor, runId: params.jobId })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
