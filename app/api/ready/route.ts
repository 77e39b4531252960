import { otherMethods } from "@/lib/api/other-methods";
import { readiness } from "@/lib/api/readiness";
import { publicRoute } from "@/lib/api/route";

/** Whether everything a request needs is there. Load balancers and `npm start` ask. */
export const GET = publicRoute("GET /api/ready", async () => {
  const parts = await readiness();
  const ready = Object.values(parts).every((part) => part === "ok");
  return { value: { ready, parts }, status: ready ? 200 : 503 };
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods;
