import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { streamOrganization } from "@/lib/live/streams";

export const GET = route("GET /api/v1/events", ({ actor, request }) => streamOrganization({ actor, request }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
