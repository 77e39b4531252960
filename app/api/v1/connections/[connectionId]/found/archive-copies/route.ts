import { archiveCopies } from "@/lib/adoption/archive-copies";
import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";

export const POST = route("POST /api/v1/connections/{connectionId}/found/archive-copies", ({ actor, params, body }) =>
  archiveCopies({ actor, connectionId: params.connectionId, ...body }),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
