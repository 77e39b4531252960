import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { listFundingInstruments } from "@/lib/connections/list-account-choices";

export const GET = route("GET /api/v1/connections/{connectionId}/funding-instruments", ({ actor, params }) =>
  listFundingInstruments({ actor, id: params.connectionId }),
);

export const OPTIONS = preflight;
