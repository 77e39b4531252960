import "server-only";
import { PrismaAdapter } from "@auth/prisma-adapter";
import { headers } from "next/headers";
import NextAuth, { CredentialsSignin, type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import { cache } from "react";
import { addressOf, verifySignIn } from "../auth/verify-sign-in";
import { db } from "../db/client";
import { findMember, type Member } from "../db/memberships";
import type { Actor } from "../domain/actor";
import { env } from "../env";
import { logger } from "../logger";
import { createOwnOrganization } from "../organization/create-own-organization";
import { personActor } from "./identify";
import { safeRedirect } from "./safe-redirect";
import { userIdOfCookie, usesSecureCookies } from "./session-cookie";

/** Sign-in. With `session-cookie.ts` the only place that knows next-auth, so that another version stays one change. */

class TooManyAttempts extends CredentialsSignin {
  override code = "too_many_attempts";
}

const withPassword = Credentials({
  credentials: { email: {}, password: {} },
  authorize: async (raw, request) => {
    const answer = await verifySignIn(raw, addressOf(request.headers));
    if (answer.outcome === "too_many_attempts") throw new TooManyAttempts();
    return answer.outcome === "welcome" ? answer.user : null;
  },
});

/** Which ways to sign in there are, for the sign-in page. */
export const signInProviders = (): ("github" | "google")[] => [
  ...(env.AUTH_GITHUB_ID && env.AUTH_GITHUB_SECRET ? (["github"] as const) : []),
  ...(env.AUTH_GOOGLE_ID && env.AUTH_GOOGLE_SECRET ? (["google"] as const) : []),
];

// A function, so that the environment is read at the first request and building needs no secrets.
const config = (): NextAuthConfig => ({
  secret: env.AUTH_SECRET,
  trustHost: true,
  useSecureCookies: usesSecureCookies(),
  session: { strategy: "jwt" },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  adapter: PrismaAdapter(db as unknown as Parameters<typeof PrismaAdapter>[0]),
  providers: [
    withPassword,
    ...(signInProviders().includes("github")
      ? [GitHub({ clientId: env.AUTH_GITHUB_ID, clientSecret: env.AUTH_GITHUB_SECRET })]
      : []),
    ...(signInProviders().includes("google")
      ? [Google({ clientId: env.AUTH_GOOGLE_ID, clientSecret: env.AUTH_GOOGLE_SECRET })]
      : []),
  ],
  callbacks: {
    redirect: ({ url, baseUrl }) => safeRedirect(url, baseUrl),
  },
  events: {
    // Someone who comes through a provider for the first time gets an organisation to work in.
    createUser: async ({ user }) => {
      if (user.id) await createOwnOrganization({ userId: user.id, name: user.name ?? user.email ?? "My organisation" });
    },
  },
  logger: {
    // A wrong password is not our failure, and its stack says nothing.
    error: (error) => {
      if (!(error instanceof CredentialsSignin)) logger.error({ err: error }, "sign-in failed");
    },
    warn: (code) => logger.debug({ code }, "sign-in warning"),
    debug: () => undefined,
  },
});

export const { handlers, auth, signIn, signOut } = NextAuth(config);
export { AuthError, CredentialsSignin } from "next-auth";

/** The signed-in person with their organisation, read once for a page however many of its parts ask. */
export const currentMember = cache(async (): Promise<Member | null> => {
  const userId = await userIdOfCookie(await headers());
  return userId ? findMember(userId) : null;
});

/** Who is signed in, for pages and server actions; null for nobody. */
export async function currentActor(): Promise<Actor | null> {
  const member = await currentMember();
  return member && personActor(member);
}
