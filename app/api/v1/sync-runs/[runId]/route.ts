import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { getSyncRunAtPosition } from "@/lib/sync/run-position";

export const GET = route("GET /api/v1/sync-runs/{runId}", async ({ actor, params, setHeader }) => {
  const { run, lastEventId } = await getSyncRunAtPosition({ actor, runId: params.runId });
  setHeader("x-last-event-id", lastEventId);
  return run;
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
