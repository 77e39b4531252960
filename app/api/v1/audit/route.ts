import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { listAudit } from "@/lib/audit/list-audit";

export const GET = route("GET /api/v1/audit", ({ actor, query }) => listAudit({ actor, ...query }));

export const OPTIONS = preflight;
