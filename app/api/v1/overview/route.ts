import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { getOverview } from "@/lib/organization/get-overview";
import { organizationPosition } from "@/lib/sync/run-position";

export const GET = route("GET /api/v1/overview", async ({ actor, setHeader }) => {
  setHeader("x-last-event-id", await organizationPosition(actor));
  return getOverview({ actor });
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
