import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { getPlan } from "@/lib/sync/make-plan";

export const GET = route("GET /api/v1/plans/{planId}", ({ actor, params }) =>
  getPlan({ actor, planId: params.planId }),
);

export const OPTIONS = preflight;
