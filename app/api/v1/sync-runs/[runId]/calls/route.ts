import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { listCalls } from "@/lib/sync/get-sync-run";

export const GET = route("GET /api/v1/sync-runs/{runId}/calls", ({ actor, params, query }) =>
  listCalls({ actor, runId: params.runId, ...query }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
