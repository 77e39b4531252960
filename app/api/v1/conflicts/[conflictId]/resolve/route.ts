import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { resolveConflict } from "@/lib/conflicts/resolve-conflict";

export const POST = route("POST /api/v1/conflicts/{conflictId}/resolve", ({ actor, params, body }) =>
  resolveConflict({ actor, conflictId: params.conflictId, decision: body }),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
