import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { listSyncRuns } from "@/lib/sync/get-sync-run";
import { organizationPosition } from "@/lib/sync/run-position";

export const GET = route("GET /api/v1/sync-runs", async ({ actor, query, setHeader }) => {
  setHeader("x-last-event-id", await organizationPosition(actor));
  return listSyncRuns({ actor, ...query });
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
