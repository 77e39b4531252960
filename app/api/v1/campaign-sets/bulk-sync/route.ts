import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { requestBulkSync } from "@/lib/sync/request-bulk-sync";

export const POST = route("POST /api/v1/campaign-sets/bulk-sync", async ({ actor, body }) => ({
  jobs: await requestBulkSync({ actor, setIds: body.setIds }),
}));

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
