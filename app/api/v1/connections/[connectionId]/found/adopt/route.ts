import { adoptFound } from "@/lib/adoption/adopt-found";
import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";

export const POST = route("POST /api/v1/connections/{connectionId}/found/adopt", ({ actor, params, body }) =>
  adoptFound({ actor, connectionId: params.connectionId, input: body }),
);

export const OPTIONS = preflight;
