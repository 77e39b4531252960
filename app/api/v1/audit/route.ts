import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { listAudit } from "@/lib/audit/list-audit";

export const GET = route("GET /api/v1/audit", ({ actor, query }) => listAudit({ actor, ...query }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
