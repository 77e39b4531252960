import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { undoResolution } from "@/lib/conflicts/undo-resolution";

export const POST = route("POST /api/v1/conflicts/{conflictId}/undo", ({ actor, params }) =>
  undoResolution({ actor, conflictId: params.conflictId }),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
