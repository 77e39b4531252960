import { uuidv7 } from "uuidv7";
import { expect, test, vi } from "vitest";
import { systemClock } from "../clock";
import { createOpener } from "../connections/open-connection";
import { db } from "../db/client";
import { credentialStore } from "../db/connections";
import type { CredentialStore } from "../domain/credentials";
import { createDesk } from "../testing/reddit-desk";
import {
  carryOutRun,
  createSyncWorld,
  insertRunRow,
  plantTree,
  type SyncWorld,
  virtualStores,
} from "../testing/sync-world";

vi.mock("./send-run", () => ({ sendRun: () => Promise.resolve() }));

const SIZE = { campaigns: 3, adGroups: 2, ads: 1 };
const RECORDS = 15;
/** Long enough for both workers to ask for a new token while the first exchange is on its way. */
const SLOW_EXCHANGE_MS = 300;

/** Two sets on one connection, and a worker for each that shares nothing with the other but the database. */
async function createTwoWorkers(change: (store: CredentialStore) => CredentialStore = (store) => store) {
  const world = await createSyncWorld({ size: SIZE });
  const { organizationId } = world.actor;
  const campaignSetId = uuidv7();
  await db.campaignSet.create({ data: { id: campaignSetId, organizationId, name: "Autumn" } });
  await plantTree({ organizationId, campaignSetId, connectionId: world.connectionId, size: SIZE, label: "autumn " });
  const worker = () =>
    createOpener({
      clock: systemClock,
      fetch: world.host.fetch as typeof fetch,
      ...virtualStores(systemClock),
      credentials: (scope) => change(credentialStore(scope)),
    });
  await signIn(world);
  const runs = [await insertRunRow(world), await insertRunRow(world, { campaignSetId, openKey: campaignSetId })];
  return {
    world,
    runs,
    carryOut: () => Promise.all(runs.map((id) => carryOutRun(world, id, { open: worker(), leaseMs: 60_000 }))),
  };
}

/** The connection holds a token before either worker starts, so that both begin with the same one. */
async function signIn(world: SyncWorld): Promise<void> {
  const { organizationId } = world.actor;
  const line = await world.open({ organizationId, connectionId: world.connectionId, syncRunId: null, deadline: null });
  await line.adapter.listFunding();
  await line.close();
  createDesk(world).forgetCalls();
}

/** The token ends early in the middle of the trees, and what renews it hands out a new refresh token. */
const endTokenMidRun = (world: SyncWorld) =>
  world.host.setFaults("reddit", [
    { kind: "rotate_token", match: { method: "POST", path: "/ad_groups" }, after: 4, times: 1 },
    { kind: "latency", match: { path: "access_token" }, delayMs: SLOW_EXCHANGE_MS },
  ]);

const exchanges = (world: SyncWorld) =>
  createDesk(world)
    .calls()
    .filter(({ path }) => path.endsWith("/access_token"));

const storedCredentials = ({ actor, connectionId }: SyncWorld) =>
  credentialStore({ organizationId: actor.organizationId, connectionId }).read();

test("a token that ends mid-run, with a rotated refresh token, is renewed once for two workers, and no record fails", async () => {
  const { world, runs, carryOut } = await createTwoWorkers();
  const before = await storedCredentials(world);
  endTokenMidRun(world);
  await carryOut();

  // Both held the token that ended: each was refused, and both went on with the one that was got for it.
  const refused = await db.platformCall.findMany({
    where: { connectionId: world.connectionId, status: 401 },
    distinct: ["syncRunId"],
    select: { syncRunId: true },
  });
  expect(refused.map(({ syncRunId }) => syncRunId).sort()).toEqual([...runs].sort());
  expect(exchanges(world).map(({ status }) => status)).toEqual([200]);

  for (const id of runs) {
    expect(await db.syncRun.findUnique({ where: { id } })).toMatchObject({
      status: "completed",
      synced: RECORDS,
      failed: 0,
    });
  }
  const desk = createDesk(world);
  expect(await desk.list("campaign")).toHaveLength(2 * SIZE.campaigns);
  expect(await desk.list("ad")).toHaveLength(2 * SIZE.campaigns * SIZE.adGroups * SIZE.ads);
  expect(await db.connection.findUnique({ where: { id: world.connectionId } })).toMatchObject({ status: "active" });

  // What is stored is the new refresh token, and it is good for the next renewal.
  const after = await storedCredentials(world);
  expect(after.refreshToken).not.toBe(before.refreshToken);
  world.host.setFaults("reddit", [{ kind: "expire_token", times: 1 }]);
  await db.campaign.updateMany({
    where: { campaignSetId: world.campaignSetId },
    data: { name: "Renamed", version: { increment: 1 } },
  });
  const again = await insertRunRow(world);
  await carryOutRun(world, again);
  expect(await db.syncRun.findUnique({ where: { id: again } })).toMatchObject({ status: "completed", failed: 0 });
  expect(exchanges(world)).toHaveLength(2);
});

test("without the lease that workers share, the same token is exchanged more than once", async () => {
  const { world, carryOut } = await createTwoWorkers((store) => ({
    ...store,
    takeLease: () => Promise.resolve("everyone's"),
  }));
  endTokenMidRun(world);
  await carryOut();
  expect(exchanges(world).length).toBeGreaterThan(1);
});
