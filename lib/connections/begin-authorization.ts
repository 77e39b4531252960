import { createHash, randomBytes } from "node:crypto";
import { insertFlow } from "../db/authorization-flows";
import { noTransaction } from "../db/client";
import { findConnection } from "../db/connection-changes";
import type { Actor } from "../domain/actor";
import type { Platform } from "../domain/campaign";
import type { ConnectionInput, ConnectionMode } from "../domain/connection";
import { env } from "../env";
import { AppError } from "../errors";
import { platformOrThrow, platforms } from "../platforms/registry";
import { hostsOf } from "./hosts";
import { appOf, callbackUrl } from "./platform-app";

/** As long as a platform keeps its own code; longer than anyone looks at a consent page. */
const FLOW_LIFE_MS = 10 * 60_000;
const SECRET_BYTES = 32;

/** What is stored of a state: who reads the table cannot finish anybody's sign-in. */
export const hashState = (state: string): string => createHash("sha256").update(state).digest("hex");

/**
 * Starts the way through a platform's sign-in page, for a new connection or for one that exists. The address it answers
 * is for the person who asked, and works once. Throws `not_found`, `invalid` (no such platform here), `precondition` (no application, no
 * simulator).
 */
export async function beginAuthorization({
  actor,
  input,
}: {
  actor: Actor;
  input: ConnectionInput;
}): Promise<{ authorizeUrl: string; expiresAt: string }> {
  const { platform, mode, connectionId } = await targetOf(actor, input);
  const { authorization } = platformOrThrow(platform);
  const { clientId } = appOf({ platform, mode });
  const state = randomBytes(SECRET_BYTES).toString("base64url");
  const codeVerifier = randomBytes(SECRET_BYTES).toString("base64url");
  const redirectUri = callbackUrl(platform);
  await insertFlow({
    stateHash: hashState(state),
    organizationId: actor.organizationId,
    userId: actor.userId,
    platform,
    mode,
    connectionId,
    codeVerifier,
    redirectUri,
    lifeMs: FLOW_LIFE_MS,
  });
  const authorizeUrl = authorization.authorizeUrl({
    authBaseUrl: hostsOf({ platform, mode }).auth,
    clientId,
    redirectUri,
    state,
    codeChallenge: createHash("sha256").update(codeVerifier).digest("base64url"),
  });
  return { authorizeUrl, expiresAt: new Date(Date.now() + FLOW_LIFE_MS).toISOString() };
}

/** Throws `invalid` for a platform that this version lacks. */
function refuseUnknown(platform: Platform): void {
  if (platforms[platform]) return;
  const message = `${platform} is not available in this version.`;
  throw new AppError("invalid", message, { errors: [{ path: "platform", message }] });
}

type Target = { platform: Platform; mode: ConnectionMode; connectionId: string | null };

async function targetOf({ organizationId }: Actor, input: ConnectionInput): Promise<Target> {
  if (!("connectionId" in input)) {
    refuseUnknown(input.platform);
    const mode = input.mode ?? (env.LOCKSTEP_SIMULATORS === "on" ? "simulator" : "live");
    return { platform: input.platform, mode, connectionId: null };
  }
  const connectionId = input.connectionId.toLowerCase();
  const connection = await findConnection(noTransaction, { organizationId, connectionId });
  if (!connection) throw new AppError("not_found", "This connection does not exist.");
  return { platform: connection.platform, mode: connection.mode, connectionId };
}
