import { z } from "zod";
import { type Clock, systemClock } from "../clock";
import { createBreakerStore } from "../db/breaker";
import { connectionForSync, credentialStore } from "../db/connections";
import { createCallRecorder } from "../db/platform-calls";
import { createQuotaStore } from "../db/quota";
import { type BreakerStore, createBreaker } from "../http/breaker";
import { createPacer } from "../http/pacing";
import { createRequestJson, type RequestDependencies, type RequestJson } from "../http/request-json";
import { platformOrThrow } from "../platforms/registry";
import type { PlatformAdapter, PlatformDefinition } from "../platforms/types";
import { hostsOf, USER_AGENT } from "./hosts";
import { createTokens } from "./tokens";

export type OpenConnection = {
  adapter: PlatformAdapter;
  /** Writes what is still unsaved of the calls made. */
  close(): Promise<void>;
};

export type OpenOptions = {
  organizationId: string;
  connectionId: string;
  syncRunId: string | null;
  /** Waits for quota beyond this are refused with `rate_limited`, so that the caller can sleep durably. */
  deadline: Date | null;
};

export type Opener = (options: OpenOptions) => Promise<OpenConnection>;

/** What both an adapter and the choice of an account rest on: calls in a connection's name, and how to end them. */
export type OpenLine = {
  definition: PlatformDefinition;
  settings: unknown;
  request: RequestJson;
  close(): Promise<void>;
};

export type OpenerParts = {
  clock: Clock;
  fetch: typeof globalThis.fetch;
  /** Where the permits are kept; the database, unless a test has its own time. */
  quotas?: typeof createQuotaStore;
  credentials?: typeof credentialStore;
  breakers?: (connectionId: string) => BreakerStore;
  random?: () => number;
};

/**
 * The one place that turns a connection's row into calls: token with renewal, pacing, breaker, audit and redaction
 * around every one, so nothing can reach a platform unpaced or unrecorded.
 */
export function createLineOpener({
  clock,
  fetch,
  quotas = createQuotaStore,
  credentials = credentialStore,
  breakers = createBreakerStore,
  random,
}: OpenerParts): (options: OpenOptions) => Promise<OpenLine> {
  return async ({ organizationId, connectionId, syncRunId, deadline }) => {
    const connection = await connectionForSync({ organizationId, connectionId });
    const definition = platformOrThrow(connection.platform);
    const hosts = hostsOf(connection);
    const calls = createCallRecorder({ organizationId, connectionId, syncRunId });
    const tokens = createTokens({
      clock,
      store: credentials({ organizationId, connectionId }),
      exchange: ({ clientId, clientSecret, refreshToken }) =>
        definition.refreshTokens({
          fetch,
          authBaseUrl: hosts.auth,
          userAgent: USER_AGENT,
          clientId,
          clientSecret,
          refreshToken,
        }),
    });
    const pacer = createPacer({
      store: quotas(connectionId, definition.capabilities.quotaGroups),
      clock,
      deadline,
      platformName: definition.capabilities.displayName,
    });
    const { dialect } = definition;
    const past: RequestDependencies = {
      baseUrl: hosts.api,
      userAgent: USER_AGENT,
      fetch,
      tokens,
      pacer,
      clock,
      dialect,
      recordCall: calls.record,
      breaker: null,
    };
    const ask = createRequestJson({ ...past, readAttempts: 1 });
    const breaker = createBreaker({
      store: breakers(connectionId),
      clock,
      platformName: dialect.displayName,
      random,
      probe: () => ask({ ...dialect.probe, effect: "read", schema: z.unknown() }),
    });
    const request = createRequestJson({ ...past, breaker });
    const close = async () => {
      await Promise.all([calls.flush(), breaker.flush()]);
    };
    return { definition, settings: connection.settings, request, close };
  };
}

/** Turns a connection's row into a working adapter. Throws `precondition` while no account is chosen. */
export function createOpener(parts: OpenerParts): Opener {
  const openLine = createLineOpener(parts);
  return async (options) => {
    const { definition, settings, request, close } = await openLine(options);
    return { adapter: definition.createAdapter({ request, clock: parts.clock, settings }), close };
  };
}

export const openConnection: Opener = createOpener({ clock: systemClock, fetch: globalThis.fetch });
