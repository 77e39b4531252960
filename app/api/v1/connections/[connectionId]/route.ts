import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { disconnect } from "@/lib/connections/disconnect";
import { editConnection } from "@/lib/connections/edit-connection";
import { getConnection } from "@/lib/connections/get-connection";

export const GET = route("GET /api/v1/connections/{connectionId}", ({ actor, params }) =>
  getConnection({ actor, id: params.connectionId }),
);

export const PATCH = route("PATCH /api/v1/connections/{connectionId}", ({ actor, params, body }) =>
  editConnection({ actor, id: params.connectionId, patch: body }),
);

export const DELETE = route("DELETE /api/v1/connections/{connectionId}", async ({ actor, params }) => {
  await disconnect({ actor, id: params.connectionId });
  return undefined;
});

export const { POST, PUT, OPTIONS } = otherMethods;
