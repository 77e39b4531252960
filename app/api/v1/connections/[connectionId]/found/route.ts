import { listFound } from "@/lib/adoption/list-found";
import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";

export const GET = route("GET /api/v1/connections/{connectionId}/found", ({ actor, params, query }) =>
  listFound({ actor, connectionId: params.connectionId, ...query }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
