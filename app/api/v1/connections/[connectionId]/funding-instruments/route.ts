import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { listFundingInstruments } from "@/lib/connections/list-account-choices";

export const GET = route("GET /api/v1/connections/{connectionId}/funding-instruments", ({ actor, params }) =>
  listFundingInstruments({ actor, id: params.connectionId }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
