import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { getPlan } from "@/lib/sync/make-plan";

export const GET = route("GET /api/v1/plans/{planId}", ({ actor, params }) =>
  getPlan({ actor, planId: params.planId }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
