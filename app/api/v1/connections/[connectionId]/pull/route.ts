import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { requestPull } from "@/lib/sync/pull/request-pull";

export const POST = route("POST /api/v1/connections/{connectionId}/pull", async ({ actor, params }) => {
  const { run } = await requestPull({ actor, connectionId: params.connectionId });
  return { jobId: run.id, status: run.status };
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
