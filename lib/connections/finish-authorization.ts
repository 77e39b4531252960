import { uuidv7 } from "uuidv7";
import type { Prisma } from "../../prisma/generated/client";
import { announceConnected } from "../announce";
import { recordAudit } from "../db/audit";
import { type TakenFlow, takeFlow } from "../db/authorization-flows";
import { inTransaction } from "../db/client";
import {
  findConnectionOnAccount,
  insertConnection,
  listConnectionNames,
  lockAccountChoices,
  lockConnection,
  saveConnection,
} from "../db/connection-changes";
import { connectionForSync, credentialStore } from "../db/connections";
import { createCallRecorder } from "../db/platform-calls";
import type { Actor } from "../domain/actor";
import type { Platform } from "../domain/campaign";
import { AccountSettings, type AuthorizationProblem, missingParts } from "../domain/connection";
import type { CredentialStore, Credentials } from "../domain/credentials";
import { AppError, PlatformError } from "../errors";
import type { CallRecord } from "../http/request-json";
import { logger } from "../logger";
import { platformOrThrow } from "../platforms/registry";
import type { GrantedTokens } from "../platforms/types";
import { hashState } from "./begin-authorization";
import { chooseAccount, setUpStatus } from "./choose-account";
import { holdSignIn } from "./hold-sign-in";
import { appOf } from "./platform-app";
import { askDirectory, REACH, type Reach } from "./reach";
import { tokenHost } from "./token-host";

export type AuthorizationOutcome =
  | { problem: null; connectionId: string }
  /** The connection that was to be connected again, so that its page can say what went wrong. */
  | { problem: AuthorizationProblem; connectionId: string | null };

type Finish = {
  actor: Actor;
  platform: Platform;
  /** As the platform handed them back. */
  state: string;
  code: string | null;
  error: string | null;
};

/**
 * Ends the way through a platform's sign-in page: exchanges the code and saves the connection with its tokens. What a
 * person can run into comes back as an outcome; a state works once, and only for who began.
 */
export async function finishAuthorization(
  { actor, platform, state, code, error }: Finish,
  reach: Reach = REACH,
): Promise<AuthorizationOutcome> {
  const { organizationId, userId } = actor;
  const flow = await takeFlow({ stateHash: hashState(state), platform, organizationId, userId });
  if (!flow) return { problem: "expired", connectionId: null };
  const failed = (problem: AuthorizationProblem) => ({ problem, connectionId: flow.connectionId });
  if (error === "access_denied") return failed("declined");
  if (error !== null || !code) return failed("refused");
  const calls: CallRecord[] = [];
  const outcome = await redeem({ actor, flow, code }, { ...reach, recordCall: (call) => void calls.push(call) });
  if (outcome.connectionId) await saveCalls({ organizationId, connectionId: outcome.connectionId }, calls);
  return outcome;
}

/** A connection that is new has no id to record calls for before its code has been exchanged. */
async function saveCalls(scope: { organizationId: string; connectionId: string }, calls: CallRecord[]): Promise<void> {
  const recorder = createCallRecorder({ ...scope, syncRunId: null });
  for (const call of calls) recorder.record(call);
  await recorder.flush();
}

type RecordedReach = Reach & { recordCall(call: CallRecord): void };

async function redeem(
  { actor, flow, code }: { actor: Actor; flow: TakenFlow; code: string },
  reach: RecordedReach,
): Promise<AuthorizationOutcome> {
  const { platform } = flow;
  const failed = (problem: AuthorizationProblem) => ({ problem, connectionId: flow.connectionId });
  try {
    const granted = await exchange(flow, code, reach);
    return flow.connectionId
      ? await reconnect({ actor, flow, granted, connectionId: flow.connectionId }, reach)
      : { problem: null, connectionId: await connect({ actor, flow, granted }, reach) };
  } catch (cause) {
    if (!(cause instanceof PlatformError) && !(cause instanceof AppError)) throw cause;
    logger.warn({ err: cause, platform, connectionId: flow.connectionId }, "a sign-in at a platform was not finished");
    return failed(cause.code === "rejected" || cause instanceof AppError ? "refused" : "unreachable");
  }
}

const hostOf = (flow: TakenFlow, reach: RecordedReach) =>
  tokenHost({ connection: flow, app: appOf(flow), reach, recordCall: reach.recordCall });

const exchange = (flow: TakenFlow, code: string, reach: RecordedReach): Promise<GrantedTokens> =>
  platformOrThrow(flow.platform).authorization.exchange(hostOf(flow, reach), {
    code,
    redirectUri: flow.redirectUri,
    codeVerifier: flow.codeVerifier,
  });

type Granted = { actor: Actor; flow: TakenFlow; granted: GrantedTokens };

function credentialsOf({ flow, granted }: Granted, now: Date): Credentials {
  const { clientId, clientSecret } = appOf(flow);
  return {
    clientId,
    clientSecret,
    refreshToken: granted.refreshToken,
    accessToken: granted.accessToken,
    expiresAt: new Date(now.getTime() + granted.expiresInSeconds * 1000).toISOString(),
  };
}

/** Saves first and looks for accounts then: tokens that were handed out once must not be lost to a slow listing. */
async function connect(given: Granted, reach: Reach): Promise<string> {
  const { actor, flow, granted } = given;
  const { organizationId } = actor;
  const connectionId = uuidv7();
  const credentials = credentialsOf(given, reach.clock.now());
  await inTransaction(async (tx) => {
    await lockAccountChoices(tx, organizationId);
    const names = new Set(await listConnectionNames(tx, organizationId));
    await insertConnection(tx, {
      id: connectionId,
      organizationId,
      platform: flow.platform,
      mode: flow.mode,
      name: freeName(platformOrThrow(flow.platform).capabilities.displayName, names),
      ...setUpStatus(["adAccount"]),
      settings: { scopes: granted.scopes },
      credentials: JSON.stringify(credentials),
      tokenExpiresAt: credentials.expiresAt,
    });
    await recordAudit(tx, {
      actor,
      action: "connection.connect",
      subjectKind: "connection",
      subjectId: connectionId,
      after: { platform: flow.platform, mode: flow.mode, scopes: granted.scopes },
    });
  });
  await chooseOnlyAccount({ actor, connectionId }, reach);
  return connectionId;
}

function freeName(displayName: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? displayName : `${displayName} ${number}`;
    if (!taken.has(name)) return name;
  }
}

/** Where there is one ad account there is nothing to ask. What stands in the way is asked on the connection's page. */
async function chooseOnlyAccount(
  { actor, connectionId }: { actor: Actor; connectionId: string },
  reach: Reach,
): Promise<void> {
  const scope = { organizationId: actor.organizationId, connectionId };
  try {
    const accounts = await askDirectory(reach, scope, (directory) => directory.listAdAccounts());
    const [only, ...others] = accounts;
    if (only && others.length === 0) {
      await chooseAccount({ actor, id: connectionId, choice: { adAccountId: only.platformId } }, reach);
    }
  } catch (error) {
    if (!(error instanceof PlatformError) && !(error instanceof AppError)) throw error;
    logger.info({ err: error, connectionId }, "no ad account was chosen by itself");
  }
}

type Reconnect = Granted & { connectionId: string };

/**
 * The same connection with a new sign-in, provided that it reaches the ad account the connection works in, and that no
 * other connection works there by now.
 */
async function reconnect(given: Reconnect, reach: RecordedReach): Promise<AuthorizationOutcome> {
  const { actor, flow, granted, connectionId } = given;
  const scope = { organizationId: actor.organizationId, connectionId };
  const credentials = credentialsOf(given, reach.clock.now());
  if (!(await reachesAccount(scope, credentials, reach))) {
    await takeBack(given, reach);
    return { problem: "wrong_account", connectionId };
  }
  let isWorking = false;
  const isTaken = await holdSignIn(credentialStore(scope), reach.clock, () =>
    inTransaction(async (tx) => {
      await lockAccountChoices(tx, scope.organizationId);
      const connection = await lockConnection(tx, scope);
      if (!connection) throw new AppError("not_found", "This connection does not exist.");
      const { interrupted, ...settings } = AccountSettings.parse(connection.settings);
      const { adAccountId } = settings;
      // While this one was disconnected, another may have taken its account.
      if (adAccountId && (await findConnectionOnAccount(tx, { ...scope, adAccountId }, connection))) return true;
      const missing = missingParts(settings, platformOrThrow(flow.platform).accountParts);
      // A person's pause outlives a new sign-in, also where the old one was refused meanwhile.
      const isOut = connection.status === "reauthorize" || connection.status === "disconnected";
      const before = isOut ? interrupted?.status : connection.status;
      const status =
        missing.length > 0
          ? setUpStatus(missing)
          : { status: before === "paused" ? ("paused" as const) : ("active" as const), statusReason: null };
      await saveConnection(tx, scope, {
        ...status,
        settings: { ...settings, scopes: granted.scopes } as Prisma.InputJsonObject,
        credentials: JSON.stringify(credentials),
        tokenExpiresAt: credentials.expiresAt,
      });
      await recordAudit(tx, {
        actor,
        action: "connection.reconnect",
        subjectKind: "connection",
        subjectId: connectionId,
        before: { status: connection.status },
        after: { status: status.status, scopes: granted.scopes },
      });
      isWorking = status.status === "active";
      return false;
    }),
  );
  if (isTaken) {
    await takeBack(given, reach);
    return { problem: "account_taken", connectionId };
  }
  if (isWorking) announceConnected({ connectionId, platform: flow.platform, userId: actor.userId });
  await chooseIfMissing({ actor, connectionId }, reach);
  return { problem: null, connectionId };
}

async function chooseIfMissing(target: { actor: Actor; connectionId: string }, reach: Reach): Promise<void> {
  const scope = { organizationId: target.actor.organizationId, connectionId: target.connectionId };
  const { settings } = await connectionForSync(scope);
  if (!AccountSettings.parse(settings).adAccountId) await chooseOnlyAccount(target, reach);
}

/** Asked with the new tokens alone, before they replace any. A platform that cannot be asked is given the benefit. */
async function reachesAccount(
  scope: { organizationId: string; connectionId: string },
  credentials: Credentials,
  reach: Reach,
): Promise<boolean> {
  const wanted = AccountSettings.parse((await connectionForSync(scope)).settings).adAccountId;
  if (!wanted) return true;
  try {
    const accounts = await askDirectory(
      reach,
      { ...scope, credentials: () => onlyInMemory(credentials) },
      (directory) => directory.listAdAccounts(),
    );
    return accounts.some(({ platformId }) => platformId === wanted);
  } catch (error) {
    if (!(error instanceof PlatformError) && !(error instanceof AppError)) throw error;
    logger.info({ err: error, connectionId: scope.connectionId }, "a new sign-in could not be checked");
    return true;
  }
}

/** Tokens that are not stored yet. They are fresh, so nothing has to be renewed. */
const onlyInMemory = (credentials: Credentials): CredentialStore => ({
  read: () => Promise.resolve(credentials),
  takeLease: () => Promise.resolve("held"),
  releaseLease: () => Promise.resolve(),
  save: () => Promise.resolve(true),
  markRefused: () => Promise.resolve(true),
});

/** A sign-in we have no use for is not left open over there. */
async function takeBack({ flow, granted }: Granted, reach: RecordedReach): Promise<void> {
  try {
    await platformOrThrow(flow.platform).authorization.revoke(hostOf(flow, reach), granted.refreshToken);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    logger.info({ err: error }, "a sign-in that is not used could not be taken back");
  }
}
