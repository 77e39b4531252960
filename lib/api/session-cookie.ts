import { getToken } from "next-auth/jwt";
import { env } from "../env";

/** Reads the sign-in cookie. Apart from `session.ts`, because this much works outside a page too. */

const COOKIE = "authjs.session-token";

/** Whether cookies carry the `Secure` mark, and with it the prefix that keeps other hosts from setting them. */
export const usesSecureCookies = (): boolean => env.AUTH_URL?.startsWith("https://") ?? false;

/** The id of the person whose sign-in cookie this is; null without one, or with one that is spoilt or out of date. */
export async function userIdOfCookie(headers: Headers): Promise<string | null> {
  const cookie = headers.get("cookie");
  if (!cookie?.includes(COOKIE)) return null;
  const cookieName = usesSecureCookies() ? `__Secure-${COOKIE}` : COOKIE;
  const token = await getToken({
    // The cookie alone: this function must not read an Authorization header, which other sites may be allowed to send.
    req: { headers: new Headers({ cookie }) },
    secret: env.AUTH_SECRET,
    cookieName,
    salt: cookieName,
  });
  return token?.sub ?? null;
}
