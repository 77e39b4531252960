import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { resolveConflict } from "@/lib/conflicts/resolve-conflict";

export const POST = route("POST /api/v1/conflicts/{conflictId}/resolve", ({ actor, params, body }) =>
  resolveConflict({ actor, conflictId: params.conflictId, decision: body }),
);

export const OPTIONS = preflight;
