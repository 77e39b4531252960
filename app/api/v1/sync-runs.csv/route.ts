import { preflight } from "@/lib/api/cors";
import { route } from "@/lib/api/route";
import { textStream } from "@/lib/api/text-stream";
import { exportRuns } from "@/lib/history/export-runs";

export const GET = route("GET /api/v1/sync-runs.csv", async ({ actor, query }) => {
  const today = new Date().toISOString().slice(0, 10);
  return new Response(textStream(exportRuns({ actor, ...query })), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="lockstep-runs-${today}.csv"`,
      "cache-control": "no-store",
    },
  });
});

export const OPTIONS = preflight;
