import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { listOperations } from "@/lib/sync/get-sync-run";

export const GET = route("GET /api/v1/sync-runs/{runId}/operations", ({ actor, params, query }) =>
  listOperations({ actor, runId: params.runId, ...query }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
