import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { beginAuthorization } from "@/lib/connections/begin-authorization";
import { listConnections } from "@/lib/connections/list-connections";

export const GET = route("GET /api/v1/connections", ({ actor, query }) => listConnections({ actor, ...query }));

export const POST = route("POST /api/v1/connections", ({ actor, body }) => beginAuthorization({ actor, input: body }));

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods;
