import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { listAdAccounts } from "@/lib/connections/list-account-choices";

export const GET = route("GET /api/v1/connections/{connectionId}/ad-accounts", ({ actor, params }) =>
  listAdAccounts({ actor, id: params.connectionId }),
);

export const OPTIONS = preflight;
