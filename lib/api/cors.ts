import { env } from "../env";

/** Other origins that may call the API, with a key: cookies never cross, so no answer allows credentials. */

const METHODS = "GET, POST, PATCH, DELETE, OPTIONS";
const REQUEST_HEADERS = "authorization, content-type, idempotency-key, last-event-id";
const ANSWER_HEADERS = "x-last-event-id, retry-after, idempotency-replayed";
const REMEMBER_SECONDS = "600";

export function addCors(request: Request, response: Response): Response {
  if (env.LOCKSTEP_CORS_ORIGINS.length === 0) return response;
  response.headers.append("vary", "Origin");
  const origin = request.headers.get("origin");
  if (origin && env.LOCKSTEP_CORS_ORIGINS.includes(origin)) {
    response.headers.set("access-control-allow-origin", origin);
    response.headers.set("access-control-expose-headers", ANSWER_HEADERS);
  }
  return response;
}

/** Answers a browser that asks whether it may send the real request. Every route of the API has it for OPTIONS. */
export function preflight(request: Request): Response {
  const response = addCors(request, new Response(null, { status: 204 }));
  if (response.headers.has("access-control-allow-origin")) {
    response.headers.set("access-control-allow-methods", METHODS);
    response.headers.set("access-control-allow-headers", REQUEST_HEADERS);
    response.headers.set("access-control-max-age", REMEMBER_SECONDS);
  }
  return response;
}
