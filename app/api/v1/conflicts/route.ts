import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { listConflicts } from "@/lib/conflicts/list-conflicts";

export const GET = route("GET /api/v1/conflicts", ({ actor, query }) => listConflicts({ actor, ...query }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
