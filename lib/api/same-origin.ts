import { env } from "../env";
import { AppError } from "../errors";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

export const isWrite = (method: string): boolean => !SAFE_METHODS.has(method);

/**
 * A write by cookie must not come from a page of another site, which would make it in the person's name. Browsers say
 * where a write comes from, and the cookie is SameSite=Lax, so that they do not even send it along from elsewhere; a
 * request that says nothing was made by a program that holds the cookie itself.
 */
export function refuseOtherOrigins(request: Request): void {
  if (!isWrite(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (site === null && origin === null) return;
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
