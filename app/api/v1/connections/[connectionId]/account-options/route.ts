import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { readAccountOptions } from "@/lib/connections/list-account-choices";

export const GET = route("GET /api/v1/connections/{connectionId}/account-options", ({ actor, params, query }) =>
  readAccountOptions({ actor, id: params.connectionId, ...query }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
