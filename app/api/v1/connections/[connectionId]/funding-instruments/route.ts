import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { listFundingInstruments } from "@/lib/connections/list-account-choices";

export const GET = route("GET /api/v1/connections/{connectionId}/funding-instruments", ({ actor, params, query }) =>
  listFundingInstruments({ actor, id: params.connectionId, ...query }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
