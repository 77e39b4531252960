import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { getConflict } from "@/lib/conflicts/list-conflicts";

export const GET = route("GET /api/v1/conflicts/{conflictId}", ({ actor, params }) =>
  getConflict({ actor, conflictId: params.conflictId }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
