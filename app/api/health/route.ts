import { otherMethods } from "@/lib/api/other-methods";
import { publicRoute } from "@/lib/api/route";

/** Whether this process answers at all. */
export const GET = publicRoute("GET /api/health", async () => ({ value: { status: "ok" as const } }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
