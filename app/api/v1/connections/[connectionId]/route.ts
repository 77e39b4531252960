import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { getConnection } from "@/lib/connections/get-connection";

export const GET = route("GET /api/v1/connections/{connectionId}", ({ actor, params }) =>
  getConnection({ actor, id: params.connectionId }),
);

export const OPTIONS = preflight;
