import { archiveCopies } from "@/lib/adoption/archive-copies";
import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";

export const POST = route("POST /api/v1/connections/{connectionId}/found/archive-copies", ({ actor, params, body }) =>
  archiveCopies({ actor, connectionId: params.connectionId, ...body }),
);

export const OPTIONS = preflight;
