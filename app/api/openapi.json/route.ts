import { openApiDocument } from "@/lib/api/openapi";
import { otherMethods } from "@/lib/api/other-methods";
import { publicRoute } from "@/lib/api/route";

export const GET = publicRoute("GET /api/openapi.json", async () => ({ value: openApiDocument() }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
