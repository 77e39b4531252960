import { csvFile } from "@/lib/api/csv-file";
import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { exportRuns } from "@/lib/history/export-runs";

export const GET = route("GET /api/v1/sync-runs.csv", async ({ actor, query }) =>
  csvFile("lockstep-runs", exportRuns({ actor, ...query })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
