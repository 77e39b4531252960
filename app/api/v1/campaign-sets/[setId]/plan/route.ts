import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { makePlan } from "@/lib/sync/make-plan";

export const POST = route("POST /api/v1/campaign-sets/{setId}/plan", ({ actor, params }) =>
  makePlan({ actor, campaignSetId: params.setId }),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
