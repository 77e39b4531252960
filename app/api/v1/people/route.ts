import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { listPeople } from "@/lib/organization/list-people";

export const GET = route("GET /api/v1/people", ({ actor, query }) => listPeople({ actor, ...query }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
