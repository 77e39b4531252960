import { uuidv7 } from "uuidv7";
import type { Prisma } from "../../prisma/generated/client";
import { type Clock, systemClock } from "../clock";
import { createOpener, type Opener, type OpenerParts } from "../connections/open-connection";
import { createBreakerStore } from "../db/breaker";
import { db } from "../db/client";
import { credentialStore } from "../db/connections";
import { findRunById } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import { createContractRecorder } from "../platforms/contract-recorder";
import { DEMO_APP, demoAccount } from "../platforms/reddit/fixtures";
import { redditSimulator } from "../platforms/reddit/simulator";
import { createSimulatorHost, type SimulatorHost } from "../platforms/simulators/host";
import { carryOutHere, type Worker } from "../sync/carry-out-here";
import { pullHere } from "../sync/pull/pull-here";
import { openPullFor } from "../sync/pull/request-pull";
import type { PullOptions } from "../sync/pull/with-connection";
import { createMemoryQuotas } from "./memory-quotas";

export type TreeSize = { campaigns: number; adGroups: number; ads: number };

export type SyncWorld = {
  actor: Actor;
  connectionId: string;
  campaignSetId: string;
  host: SimulatorHost;
  clock: Clock;
  open: Opener;
};

let worlds = 0;

/** An organisation with a Reddit connection on a simulator in this process, and one campaign set that was never pushed. */
export async function createSyncWorld({
  size = { campaigns: 1, adGroups: 2, ads: 2 },
  clock = systemClock,
  seed = 1,
  host = createTestSimulator(clock, seed),
  account = ++worlds,
}: {
  size?: TreeSize;
  clock?: Clock;
  seed?: number;
  host?: SimulatorHost;
  account?: number;
} = {}): Promise<SyncWorld> {
  host.setLimits("reddit", "off");
  const organizationId = uuidv7();
  const userId = uuidv7();
  const connectionId = uuidv7();
  const campaignSetId = uuidv7();
  const demo = demoAccount(account);
  await db.organization.create({ data: { id: organizationId, name: "World" } });
  await db.user.create({ data: { id: userId, email: `${userId}@example.test`, name: "Ada" } });
  await db.membership.create({ data: { organizationId, userId, role: "owner" } });
  await db.connection.create({
    data: {
      id: connectionId,
      organizationId,
      platform: "reddit",
      name: "Reddit",
      mode: "simulator",
      settings: {
        adAccountId: demo.adAccountId,
        profileId: demo.profileId,
        pixelId: demo.pixelId,
        fundingInstrumentId: demo.fundingId,
        currency: "USD",
        markers: true,
      },
      credentials: JSON.stringify({
        clientId: DEMO_APP.clientId,
        clientSecret: DEMO_APP.clientSecret,
        refreshToken: demo.refreshToken,
      }),
    },
  });
  await db.campaignSet.create({ data: { id: campaignSetId, organizationId, name: "Summer launch" } });
  const actor: Actor = { organizationId, userId, role: "owner", kind: "person", name: "Ada" };
  await plantTree({ organizationId, campaignSetId, connectionId, size });
  const open = createOpener({ clock, fetch: host.fetch as typeof fetch, ...virtualStores(clock) });
  return { actor, connectionId, campaignSetId, host, clock, open };
}

/** Reddit in this process. What is said to it is checked against its description when a whole test run asks for that. */
export function createTestSimulator(clock: Clock, seed: number): SimulatorHost {
  const log = process.env.LOCKSTEP_CONTRACT_LOG;
  return createSimulatorHost({
    platforms: [redditSimulator()],
    clock,
    seed,
    ...(log ? { recorder: createContractRecorder(log) } : {}),
  });
}

/** Permits, token leases and breakers on the world's own time instead of the database's. */
export const virtualStores = (clock: Clock): Pick<OpenerParts, "quotas" | "credentials" | "breakers"> => ({
  breakers: (connectionId) => createBreakerStore(connectionId, () => clock.now()),
  quotas: createMemoryQuotas(clock),
  credentials: (scope) => credentialStore(scope, () => clock.now()),
});

type Plant = {
  organizationId: string;
  campaignSetId: string;
  connectionId: string;
  size: TreeSize;
  /** Keeps names and texts of several plantings apart. */
  label?: string;
};

/** Another set on the same connection, never pushed. Answers its id. */
export async function addSet({ actor, connectionId }: SyncWorld, size: TreeSize, label = "more "): Promise<string> {
  const { organizationId } = actor;
  const campaignSetId = uuidv7();
  await db.campaignSet.create({ data: { id: campaignSetId, organizationId, name: "Another set" } });
  await plantTree({ organizationId, campaignSetId, connectionId, size, label });
  return campaignSetId;
}

/** Campaigns with ad groups and ads below them, in a statement a table. */
export async function plantTree({
  organizationId,
  campaignSetId,
  connectionId,
  size,
  label = "",
}: Plant): Promise<void> {
  const campaigns: Prisma.CampaignCreateManyInput[] = [];
  const adGroups: Prisma.AdGroupCreateManyInput[] = [];
  const ads: Prisma.AdCreateManyInput[] = [];
  for (let c = 0; c < size.campaigns; c++) {
    const campaignId = uuidv7();
    campaigns.push({
      id: campaignId,
      organizationId,
      campaignSetId,
      connectionId,
      platform: "reddit",
      name: `Campaign ${label}${c + 1}`,
      objective: "traffic",
      status: "active",
      budgetType: "daily",
      budgetAmountMicros: 50_000_000n,
      currency: "USD",
      position: c,
    });
    for (let g = 0; g < size.adGroups; g++) {
      const adGroupId = uuidv7();
      adGroups.push({
        id: adGroupId,
        organizationId,
        campaignId,
        name: `Ad group ${label}${c + 1}.${g + 1}`,
        status: "active",
        bidStrategy: "automatic",
        targeting: { communities: ["gaming"], interests: [], locations: ["US"], devices: [] },
        position: g,
      });
      for (let a = 0; a < size.ads; a++) {
        ads.push({
          id: uuidv7(),
          organizationId,
          adGroupId,
          headlines: [`Headline ${label}${c + 1}.${g + 1}.${a + 1}`],
          descriptions: [],
          finalUrl: `https://example.com/${c}/${g}/${a}`,
          callToAction: "Shop Now",
          imageUrl: "https://cdn.example.com/picture.jpg",
          status: "active",
          position: a,
        });
      }
    }
  }
  await db.campaign.createMany({ data: campaigns });
  await db.adGroup.createMany({ data: adGroups });
  await db.ad.createMany({ data: ads });
}

/** A run's row as `requestSync` saves it, without sending it anywhere. */
export async function insertRunRow(
  world: SyncWorld,
  data: Partial<Prisma.SyncRunUncheckedCreateInput> = {},
): Promise<string> {
  const id = uuidv7();
  await db.syncRun.create({
    data: {
      id,
      organizationId: world.actor.organizationId,
      campaignSetId: world.campaignSetId,
      trigger: "person",
      requestedById: world.actor.userId,
      openKey: world.campaignSetId,
      ...data,
    },
  });
  return id;
}

/** One worker's try at a run, on the world's own clock. */
export const carryOutRun = (world: SyncWorld, runId: string, worker: Worker = {}): Promise<void> =>
  carryOutHere(runId, { clock: world.clock, open: world.open, leaseMs: 0, random: () => 0.5, ...worker });

/** Reads the world's connection and answers the closed pull. */
export async function pull(world: SyncWorld, options: PullOptions = {}) {
  const { row } = await openPullFor({ actor: world.actor, connectionId: world.connectionId });
  await pullHere(row.id, { clock: world.clock, open: world.open, ...options });
  return findRunById(row.id);
}

/** Pushes the world's set and answers the closed run. */
export async function push(world: SyncWorld, worker: Worker = {}) {
  const runId = await insertRunRow(world);
  await carryOutRun(world, runId, worker);
  return findRunById(runId);
}
