import { importFound } from "@/lib/adoption/import-found";
import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";

export const POST = route("POST /api/v1/connections/{connectionId}/found/import", ({ actor, params, body }) =>
  importFound({ actor, connectionId: params.connectionId, input: body }),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
