import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { listConnections } from "@/lib/connections/list-connections";

export const GET = route("GET /api/v1/connections", ({ actor, query }) => listConnections({ actor, ...query }));

export const OPTIONS = preflight;
