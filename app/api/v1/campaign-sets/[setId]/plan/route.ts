import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { makePlan } from "@/lib/sync/make-plan";

export const POST = route("POST /api/v1/campaign-sets/{setId}/plan", ({ actor, params }) =>
  makePlan({ actor, campaignSetId: params.setId }),
);

export const OPTIONS = preflight;
