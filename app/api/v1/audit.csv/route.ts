import { csvFile } from "@/lib/api/csv-file";
import { otherMethods } from "@/lib/api/other-methods";
import { route } from "@/lib/api/route";
import { exportAudit } from "@/lib/audit/export-audit";

export const GET = route("GET /api/v1/audit.csv", async ({ actor, query }) =>
  csvFile("lockstep-audit", exportAudit({ actor, ...query })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
