import { beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../clock";
import { db } from "../db/client";
import { credentialStore } from "../db/connections";
import { reencryptCredentials } from "../db/reencrypt-credentials";
import type { SimulatorHost } from "../platforms/simulators/host";
import { sql } from "../testing/db";
import { createOrganization } from "../testing/factories";
import { createTestSimulator } from "../testing/sync-world";
import { getConnection } from "./get-connection";
import type { Reach } from "./reach";
import { listConnectionsToRenew, renewToken } from "./renew-tokens";

let host: SimulatorHost;
let reach: Reach;

beforeEach(() => {
  host = createTestSimulator(systemClock, 1);
  host.setLimits("reddit", "off");
  reach = { clock: systemClock, fetch: host.fetch as typeof fetch };
});

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

/** A connection whose access ends in so many minutes. */
async function connectionEnding(minutes: number, status: "active" | "disconnected" = "active") {
  const { actor, connectionId } = await createOrganization();
  const scope = { organizationId: actor.organizationId, connectionId };
  const store = credentialStore(scope);
  const stored = await store.read();
  await store.save({ ...stored, accessToken: "old", expiresAt: inMinutes(minutes) }, stored);
  if (status !== "active") await db.connection.update({ where: { id: connectionId }, data: { status } });
  return { actor, scope, store };
}

const tokenCalls = () =>
  host
    .platform("reddit")
    .requests.items()
    .filter(({ path }) => path.endsWith("/access_token"));

describe("renewing", () => {
  it("finds what ends before the next round, and nothing else", async () => {
    const [soon, past, later] = [await connectionEnding(70), await connectionEnding(-5), await connectionEnding(600)];
    const gone = await connectionEnding(5, "disconnected");
    const ids = (await listConnectionsToRenew()).map(({ connectionId }) => connectionId);
    expect(ids).toEqual(expect.arrayContaining([soon.scope.connectionId, past.scope.connectionId]));
    expect(ids).not.toContain(later.scope.connectionId);
    expect(ids).not.toContain(gone.scope.connectionId);
  });

  it("gets a new token early, with one exchange", async () => {
    const { actor, scope, store } = await connectionEnding(30);
    expect(await renewToken(scope, reach)).toBe("renewed");
    expect(tokenCalls()).toHaveLength(1);
    expect((await store.read()).accessToken).not.toBe("old");
    const { tokenExpiresAt } = await getConnection({ actor, id: scope.connectionId });
    expect(Date.parse(tokenExpiresAt ?? "")).toBeGreaterThan(Date.now() + 50 * 60_000);
  });

  it("marks a sign-in that is no longer accepted, before anyone needs it", async () => {
    const { actor, scope, store } = await connectionEnding(30);
    const stored = await store.read();
    await store.save({ ...stored, refreshToken: "revoked" }, stored);
    expect(await renewToken(scope, reach)).toBe("refused");
    expect(await getConnection({ actor, id: scope.connectionId })).toMatchObject({
      status: "reauthorize",
      statusReason: expect.stringContaining("Reconnect Reddit"),
    });
    expect(await listConnectionsToRenew()).not.toContainEqual(scope);
  });

  it("warns while the platform cannot be asked, and takes the warning back once it can", async () => {
    const { actor, scope } = await connectionEnding(30);
    const view = () => getConnection({ actor, id: scope.connectionId });
    const down: Reach = { ...reach, fetch: () => Promise.reject(new TypeError("fetch failed")) };
    expect(await renewToken(scope, down)).toBe("failed");
    expect(await view()).toMatchObject({ status: "active", statusReason: expect.stringContaining("tried again") });
    expect(await renewToken(scope, reach)).toBe("renewed");
    expect(await view()).toMatchObject({ status: "active", statusReason: null });
  });
});

describe("rotating keys", () => {
  const older = Buffer.alloc(32, 7);
  const newer = Buffer.alloc(32, 9);
  const envelopeOf = async (id: string) =>
    (await sql<{ credentials: string | null }>('select "credentials" from "Connection" where "id" = $1', [id]))[0]
      ?.credentials;

  it("brings every envelope under the first key, and a second pass finds nothing to do", async () => {
    const first = await connectionEnding(30);
    const second = await connectionEnding(30);
    const forgotten = await connectionEnding(30);
    await db.connection.update({ where: { id: forgotten.scope.connectionId }, data: { credentials: null } });
    const before = await first.store.read();

    const keys = new Map([
      ["k2", newer],
      ["k1", older],
    ]);
    expect(await reencryptCredentials(keys)).toBeGreaterThanOrEqual(2);
    for (const { scope } of [first, second]) expect(await envelopeOf(scope.connectionId)).toMatch(/^k2\./);
    expect(await envelopeOf(forgotten.scope.connectionId)).toBeNull();
    expect(await reencryptCredentials(keys)).toBe(0);

    // Back under the key that this process has, which reads what it wrote before.
    expect(
      await reencryptCredentials(
        new Map([
          ["k1", older],
          ["k2", newer],
        ]),
      ),
    ).toBeGreaterThanOrEqual(2);
    expect(await first.store.read()).toEqual(before);
  });

  it("stops at an envelope whose key is gone, and leaves it as it is", async () => {
    const { scope } = await connectionEnding(30);
    const envelope = await envelopeOf(scope.connectionId);
    await expect(reencryptCredentials(new Map([["k2", newer]]))).rejects.toThrow('encryption key "k1"');
    expect(await envelopeOf(scope.connectionId)).toBe(envelope);
  });
});
