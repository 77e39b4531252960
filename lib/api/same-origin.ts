import { env } from "../env";
import { AppError } from "../errors";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

export const isWrite = (method: string): boolean => !SAFE_METHODS.has(method);

/**
 * A write by cookie must come from a page of ours, or another site could make it in the person's name. Browsers say where
 * a request comes from; one that says nothing is no browser and can use an API key.
 */
export function refuseOtherOrigins(request: Request): void {
  if (!isWrite(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const isOurs = site !== null ? site === "same-origin" : origin !== null && ourOrigins(request).has(origin);
  if (!isOurs)
    throw new AppError("forbidden", "This request does not come from a page of Lockstep. Use an API key instead.");
}

function ourOrigins(request: Request): Set<string> {
  const origins = new Set<string>();
  if (env.AUTH_URL) origins.add(new URL(env.AUTH_URL).origin);
  const host = request.headers.get("host");
  if (host) {
    origins.add(`http://${host}`);
    origins.add(`https://${host}`);
  }
  return origins;
}
