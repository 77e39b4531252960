import { encode } from "next-auth/jwt";

const NAME = "authjs.session-token";

/** The cookie a browser sends when this person has signed in (over plain HTTP, as on one machine). */
export async function sessionCookie(userId: string, { secret = process.env.AUTH_SECRET ?? "" } = {}): Promise<string> {
  return `${NAME}=${await encode({ token: { sub: userId }, secret, salt: NAME })}`;
}
