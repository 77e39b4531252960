import { type Clock, systemClock } from "../clock";
import { connectionForSync, credentialStore } from "../db/connections";
import { createCallRecorder } from "../db/platform-calls";
import { createQuotaStore } from "../db/quota";
import { env } from "../env";
import { createPacer } from "../http/pacing";
import { createRequestJson } from "../http/request-json";
import { platformOrThrow } from "../platforms/registry";
import type { PlatformAdapter } from "../platforms/types";
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

const USER_AGENT = "node:lockstep:0.1.0 (by /u/lockstep)";

export type OpenerParts = {
  clock: Clock;
  fetch: typeof globalThis.fetch;
  /** Where the permits are kept; the database, unless a test has its own time. */
  quotas?: typeof createQuotaStore;
  credentials?: typeof credentialStore;
};

/**
 * The one place that turns a connection's row into a working adapter: token with renewal, pacing, audit and redaction
 * around every call, so nothing can reach a platform unpaced or unrecorded.
 */
export function createOpener({
  clock,
  fetch,
  quotas = createQuotaStore,
  credentials = credentialStore,
}: OpenerParts): Opener {
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
    const request = createRequestJson({
      baseUrl: hosts.api,
      userAgent: USER_AGENT,
      fetch,
      tokens,
      pacer,
      clock,
      dialect: definition.dialect,
      recordCall: calls.record,
    });
    return {
      adapter: definition.createAdapter({ request, clock, settings: connection.settings }),
      close: calls.flush,
    };
  };
}

/** A connection on the simulator never reaches a real host, and a live one never the simulator. */
function hostsOf({ platform, mode }: { platform: string; mode: "simulator" | "live" }): { api: string; auth: string } {
  if (mode === "simulator") {
    const base = `http://127.0.0.1:${env.LOCKSTEP_SIMULATOR_PORT}/${platform.replace("_", "-")}`;
    return { api: `${base}/api/${env.REDDIT_API_VERSION}`, auth: `${base}/oauth` };
  }
  return { api: `${env.REDDIT_API_BASE_URL}/api/${env.REDDIT_API_VERSION}`, auth: env.REDDIT_AUTH_BASE_URL };
}

export const openConnection: Opener = createOpener({ clock: systemClock, fetch: globalThis.fetch });
