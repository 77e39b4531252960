import type { ConnectionMode, Platform } from "../../prisma/generated/client";
import { env } from "../env";
import { db } from "./client";
import { decrypt, encrypt } from "./encryption";

/** Whoever may connect finishes what an API key began: a key is no person, and the row must name one. */
const BEGUN_BY_KEY = "00000000-0000-0000-0000-000000000000";

type Person = { organizationId: string; userId: string | null };

type NewFlow = Person & {
  stateHash: string;
  platform: Platform;
  mode: ConnectionMode;
  connectionId: string | null;
  codeVerifier: string;
  redirectUri: string;
  lifeMs: number;
};

export type TakenFlow = {
  platform: Platform;
  mode: ConnectionMode;
  connectionId: string | null;
  codeVerifier: string;
  redirectUri: string;
};

/** Saves that a person is on their way through a platform's sign-in page. The verifier is encrypted, bound to its row. */
export async function insertFlow({ codeVerifier, userId, lifeMs, ...flow }: NewFlow): Promise<void> {
  const sealed = encrypt(codeVerifier, env.LOCKSTEP_ENCRYPTION_KEYS, flow.stateHash);
  // The database's time on both ends; and nobody else clears away what was never finished.
  await db.$executeRaw`
    with late as (delete from "AuthorizationFlow" where "expiresAt" < now())
    insert into "AuthorizationFlow" ("stateHash", "organizationId", "userId", "platform", "mode", "connectionId", "codeVerifier", "redirectUri", "expiresAt")
    values (${flow.stateHash}, ${flow.organizationId}::uuid, ${userId ?? BEGUN_BY_KEY}::uuid, ${flow.platform}::"Platform",
      ${flow.mode}::"ConnectionMode", ${flow.connectionId}::uuid, ${sealed}, ${flow.redirectUri}, now() + ${lifeMs}::int * interval '1 millisecond')`;
}

/**
 * Takes the flow away and hands it over, in one statement: of two who bring the same state one gets it. Null when it is
 * unknown, was used, is too old, or someone else began it.
 */
export async function takeFlow({
  stateHash,
  platform,
  organizationId,
  userId,
}: Person & { stateHash: string; platform: Platform }): Promise<TakenFlow | null> {
  const [flow] = await db.$queryRaw<TakenFlow[]>`
    delete from "AuthorizationFlow"
    where "stateHash" = ${stateHash} and "organizationId" = ${organizationId}::uuid and "platform" = ${platform}::"Platform"
      and "userId" in (${userId ?? BEGUN_BY_KEY}::uuid, ${BEGUN_BY_KEY}::uuid) and "expiresAt" > now()
    returning "platform", "mode", "connectionId", "codeVerifier", "redirectUri"`;
  if (!flow) return null;
  return { ...flow, codeVerifier: decrypt(flow.codeVerifier, env.LOCKSTEP_ENCRYPTION_KEYS, stateHash) };
}
