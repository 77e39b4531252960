import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { explain } from "@/lib/sync/explain";

export const GET = route("GET /api/v1/explain", ({ actor, query }) => explain({ actor, ...query }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
