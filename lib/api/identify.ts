import { apiKeyOf, hashApiKey } from "../auth/api-key";
import { findLiveApiKey, touchApiKey } from "../db/api-keys";
import { findMember, type Member } from "../db/memberships";
import type { Actor } from "../domain/actor";
import { AppError } from "../errors";
import { userIdOfCookie } from "./session-cookie";

/** "Last used" on the keys page is exact to this; a write at each request would cost more than the request. */
const TOUCH_EVERY_MS = 60_000;

export type Caller = { actor: Actor; by: "cookie" | "key" };

/** Who sent this request, by API key or sign-in cookie. Throws `unauthenticated`. */
export async function identify(request: Request): Promise<Caller> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return { actor: await actorOfKey(authorization), by: "key" };
  const userId = await userIdOfCookie(request.headers);
  const member = userId && (await findMember(userId));
  if (!member) throw new AppError("unauthenticated", "Sign in, or send an API key.");
  return { actor: personActor(member), by: "cookie" };
}

async function actorOfKey(authorization: string): Promise<Actor> {
  const key = apiKeyOf(authorization);
  const found = key && (await findLiveApiKey(hashApiKey(key)));
  if (!found)
    throw new AppError("unauthenticated", "This API key is not valid. Send it as “Authorization: Bearer lsk_…”.");
  const now = new Date();
  if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() > TOUCH_EVERY_MS)
    await touchApiKey(found.id, now);
  return {
    organizationId: found.organizationId,
    userId: null,
    role: found.role,
    kind: "api_key",
    name: found.name,
  };
}

export const personActor = (member: Member): Actor => ({
  organizationId: member.organizationId,
  userId: member.userId,
  role: member.role,
  kind: "person",
  name: member.name ?? member.email,
});
