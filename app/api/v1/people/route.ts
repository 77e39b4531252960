import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { listPeople } from "@/lib/organization/list-people";

export const GET = route("GET /api/v1/people", ({ actor }) => listPeople({ actor }));

export const OPTIONS = preflight;
