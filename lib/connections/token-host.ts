import type { Clock } from "../clock";
import type { Platform } from "../domain/campaign";
import { createRecordedFetch } from "../http/recorded-fetch";
import type { CallRecord } from "../http/request-json";
import { platformOrThrow } from "../platforms/registry";
import type { AppCredentials, AuthorizationHost } from "../platforms/types";
import { hostsOf, USER_AGENT } from "./hosts";

type TokenHost = {
  connection: { platform: Platform; mode: "simulator" | "live" };
  app: AppCredentials;
  reach: { clock: Clock; fetch: typeof globalThis.fetch };
  recordCall(call: CallRecord): void;
};

/** Where and as whom the token endpoints of a connection are called, so that no call there goes unrecorded. */
export function tokenHost({ connection, app, reach: { clock, fetch }, recordCall }: TokenHost): AuthorizationHost {
  const { requestIdHeader } = platformOrThrow(connection.platform).dialect;
  return {
    fetch: createRecordedFetch({ fetch, clock, requestIdHeader, recordCall }),
    authBaseUrl: hostsOf(connection).auth,
    userAgent: USER_AGENT,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
  };
}
