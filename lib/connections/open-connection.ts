import { z } from "zod";
import { type Clock, systemClock } from "../clock";
import { createBreakerStore } from "../db/breaker";
import { connectionForSync, credentialStore } from "../db/connections";
import { createCallRecorder } from "../db/platform-calls";
import { createQuotaStore } from "../db/quota";
import { type BreakerStore, createBreaker } from "../http/breaker";
import { createPacer } from "../http/pacing";
import { createRequestJson, type RequestDependencies, type RequestJson } from "../http/request-json";
import { createServerClock } from "../http/server-clock";
import { platformOrThrow } from "../platforms/registry";
import type { Capabilities, PlatformAdapter, PlatformDefinition } from "../platforms/types";
import { hostsOf, USER_AGENT } from "./hosts";
import { tokenHost } from "./token-host";
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
  /** The caller has much to do: in the quotas that changes of records count in, people's calls go before its own. */
  yields?: boolean;
};

export type Opener = (options: OpenOptions) => Promise<OpenConnection>;

/** What both an adapter and the choice of an account rest on: calls in a connection's name, and how to end them. */
export type OpenLine = {
  definition: PlatformDefinition;
  settings: unknown;
  request: RequestJson;
  /** The platform's own time, as far as its answers told it. */
  serverNow: () => Date;
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
  const skews = new Map<string, number>();
  return async ({ organizationId, connectionId, syncRunId, deadline, yields = false }) => {
    const connection = await connectionForSync({ organizationId, connectionId });
    const definition = platformOrThrow(connection.platform);
    const hosts = hostsOf(connection);
    const calls = createCallRecorder({ organizationId, connectionId, syncRunId });
    const tokens = createTokens({
      clock,
      store: credentials({ organizationId, connectionId }),
      exchange: ({ refreshToken, ...app }) =>
        definition.refreshTokens({
          ...tokenHost({ connection, app, reach: { clock, fetch }, recordCall: calls.recordApart }),
          refreshToken,
        }),
    });
    const pacer = createPacer({
      store: quotas(connectionId, definition.capabilities.quotaGroups),
      clock,
      deadline,
      platformName: definition.capabilities.displayName,
      yields: (group) => yields && changesCountIn(definition.capabilities, group),
    });
    const { dialect } = definition;
    const serverClock = createServerClock(hosts.api, clock, skews);
    const past: RequestDependencies = {
      baseUrl: hosts.api,
      userAgent: USER_AGENT,
      fetch,
      tokens,
      pacer,
      clock,
      serverClock,
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
      await Promise.all([calls.flush(), breaker.flush(), pacer.flush()]);
    };
    return { definition, settings: connection.settings, request, serverNow: serverClock.now, close };
  };
}

/** A pause is a change of a record, so these are the quotas that must never be used up by a large run alone. */
const changesCountIn = ({ kinds }: Capabilities, group: string): boolean =>
  Object.values(kinds).some(({ updateCalls }) => group in updateCalls);

/** Turns a connection's row into a working adapter. Throws `precondition` while no account is chosen. */
export function createOpener(parts: OpenerParts): Opener {
  const openLine = createLineOpener(parts);
  return async (options) => {
    const { definition, settings, request, serverNow, close } = await openLine(options);
    return { adapter: definition.createAdapter({ request, clock: parts.clock, serverNow, settings }), close };
  };
}

export const openConnection: Opener = createOpener({
  clock: systemClock,
  fetch: (...call) => globalThis.fetch(...call),
});
