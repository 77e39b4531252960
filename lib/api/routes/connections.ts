import { z } from "zod";
import { ConnectionInput, ConnectionPatch } from "../../domain/connection";
import {
  AccountOptionsView,
  AdAccountList,
  AuthorizationStarted,
  ConnectionDetailView,
  ConnectionPage,
  FundingInstrumentList,
} from "../../domain/views/connections";
import { JobAccepted } from "../../domain/views/sync-runs";
import { PageQuery, type Route, ShortListQuery } from "./entry";

/** Connections to platforms. */
export const connectionRoutes = {
  "GET /api/v1/connections": {
    action: "connections.read",
    summary: "Connections",
    query: PageQuery,
    answer: ConnectionPage,
  },
  "POST /api/v1/connections/{connectionId}/pull": {
    action: "sync.run",
    summary: "Read a connection now; answers with the open job while there is one",
    answer: JobAccepted,
    status: 202,
  },
  "GET /api/v1/connections/{connectionId}": {
    action: "connections.read",
    summary: "A connection",
    answer: ConnectionDetailView,
  },
  "POST /api/v1/connections": {
    action: "connections.write",
    summary:
      "Begin a sign-in at a platform, for a new connection or for one to connect again; open the answered address",
    body: ConnectionInput,
    answer: AuthorizationStarted,
    status: 201,
  },
  "PATCH /api/v1/connections/{connectionId}": {
    action: "connections.write",
    summary: "Rename, pause or resume a connection, set its guardrails, choose its ad account",
    body: ConnectionPatch,
    answer: ConnectionDetailView,
  },
  "DELETE /api/v1/connections/{connectionId}": {
    action: "connections.write",
    summary: "Disconnect: take the sign-in back and forget it; records and history stay",
  },
  "GET /api/v1/connections/{connectionId}/ad-accounts": {
    action: "connections.read",
    summary: "Ad accounts the sign-in reaches, read from the platform",
    query: ShortListQuery,
    answer: AdAccountList,
  },
  "GET /api/v1/connections/{connectionId}/account-options": {
    action: "connections.read",
    summary: "Profiles, pixels and funding instruments of an ad account: the chosen one, unless one is named",
    query: z.strictObject({ adAccountId: z.string().min(1).max(100).optional() }),
    answer: AccountOptionsView,
  },
  "GET /api/v1/connections/{connectionId}/funding-instruments": {
    action: "connections.read",
    summary: "Funding instruments of the chosen ad account, at most five minutes old",
    query: ShortListQuery,
    answer: FundingInstrumentList,
  },
} as const satisfies Record<string, Route>;
