import { beforeEach, expect, test } from "vitest";
import { systemClock } from "../clock";
import { db } from "../db/client";
import { credentialStore } from "../db/connections";
import type { Actor } from "../domain/actor";
import { demoAccount } from "../platforms/reddit/fixtures";
import type { SimulatorHost } from "../platforms/simulators/host";
import { decideAt } from "../testing/consent";
import { createOrganization } from "../testing/factories";
import { createTestSimulator } from "../testing/sync-world";
import { beginAuthorization } from "./begin-authorization";
import { disconnect } from "./disconnect";
import { finishAuthorization } from "./finish-authorization";
import type { Reach } from "./reach";
import { renewToken } from "./renew-tokens";

const DEMO = demoAccount(1);

let host: SimulatorHost;
let reach: Reach;
let actor: Actor;

beforeEach(async () => {
  host = createTestSimulator(systemClock, 1);
  host.setLimits("reddit", "off");
  reach = { clock: systemClock, fetch: host.fetch as typeof fetch };
  ({ actor } = await createOrganization());
});

async function connect(input: Parameters<typeof beginAuthorization>[0]["input"] = { platform: "reddit" }) {
  const { authorizeUrl } = await beginAuthorization({ actor, input });
  const back = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
  const { connectionId } = await finishAuthorization({ actor, platform: "reddit", ...back }, reach);
  const scope = { organizationId: actor.organizationId, connectionId: connectionId ?? "" };
  return { scope, store: credentialStore(scope) };
}

/** What is kept of the calls to token endpoints, oldest first. */
const kept = (connectionId: string) =>
  db.platformCall.findMany({ where: { connectionId, path: { endsWith: "_token" } }, orderBy: { id: "asc" } });

async function expireSoon(store: ReturnType<typeof credentialStore>, over: { refreshToken?: string } = {}) {
  const stored = await store.read();
  await store.save({ ...stored, expiresAt: new Date(Date.now() + 60_000).toISOString(), ...over }, stored);
}

test("connecting, connecting again, renewing and disconnecting are each on record, without a secret", async () => {
  const { scope, store } = await connect();
  const secrets = Object.values(await store.read());
  await expireSoon(store);
  await renewToken(scope, reach);
  secrets.push(...Object.values(await store.read()));
  await connect({ connectionId: scope.connectionId });
  secrets.push(...Object.values(await store.read()));
  await disconnect({ actor, id: scope.connectionId }, reach);

  const calls = await kept(scope.connectionId);
  expect(calls.map(({ method, path, status }) => `${method} ${path.split("/").at(-1)} ${status}`)).toEqual([
    "POST access_token 200",
    "POST access_token 200",
    "POST access_token 200",
    "POST revoke_token 204",
  ]);
  for (const call of calls) {
    expect(call).toMatchObject({ ...scope, errorCode: null, requestBody: null, responseBody: null });
  }
  const text = JSON.stringify(await db.platformCall.findMany({ where: { connectionId: scope.connectionId } }));
  for (const secret of secrets) if (secret) expect(text).not.toContain(secret);
});

test("what was refused, and what got no answer, is on record as that", async () => {
  const { scope, store } = await connect();
  await expireSoon(store);
  await renewToken(scope, { ...reach, fetch: () => Promise.reject(new TypeError("fetch failed")) });
  await expireSoon(store, { refreshToken: "revoked" });
  await renewToken(scope, reach);
  expect(await kept(scope.connectionId)).toMatchObject([
    { status: 200, errorCode: null },
    { status: null, errorCode: "unavailable" },
    { status: 400, errorCode: "rejected" },
  ]);
});

test("what the platform said of its windows is known to the next caller, however little was asked", async () => {
  host.setLimits("reddit", "default");
  const { scope } = await connect();
  const windows = await db.quotaWindow.findMany({ where: { connectionId: scope.connectionId } });
  expect(windows.length).toBeGreaterThan(0);
  for (const { endsAt, endIsTold } of windows) {
    expect(endIsTold).toBe(true);
    expect(endsAt?.getTime()).toBeGreaterThan(Date.now());
  }
});
