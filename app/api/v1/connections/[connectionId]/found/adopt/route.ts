import { adoptFound } from "@/lib/adoption/adopt-found";
import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";

export const POST = route("POST /api/v1/connections/{connectionId}/found/adopt", ({ actor, params, body }) =>
  adoptFound({ actor, connectionId: params.connectionId, input: body }),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
