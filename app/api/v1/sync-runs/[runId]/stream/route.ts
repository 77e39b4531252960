import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { streamRun } from "@/lib/live/streams";

export const GET = route("GET /api/v1/sync-runs/{runId}/stream", ({ actor, params, request }) =>
  streamRun({ actor, request, runId: params.runId }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
