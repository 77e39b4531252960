import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { getMetrics } from "@/lib/organization/get-metrics";

/** What Prometheus reads, with the key of an organisation. */
export const GET = route("GET /api/metrics", async ({ actor }) => {
  const { text, contentType } = await getMetrics({ actor });
  return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
