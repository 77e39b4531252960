import { preflight } from "@/lib/api/cors";
import { openApiDocument } from "@/lib/api/openapi";
import { publicRoute } from "@/lib/api/route";

export const GET = publicRoute("GET /api/openapi.json", async () => ({ value: openApiDocument() }));

export const OPTIONS = preflight;
