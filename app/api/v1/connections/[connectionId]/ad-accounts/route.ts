import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { listAdAccounts } from "@/lib/connections/list-account-choices";

export const GET = route("GET /api/v1/connections/{connectionId}/ad-accounts", ({ actor, params, query }) =>
  listAdAccounts({ actor, id: params.connectionId, ...query }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
