import { createOpener, type Opener } from "../connections/open-connection";
import { db } from "../db/client";
import type { CanonicalRecord } from "../domain/canonical";
import { makePlan } from "../sync/make-plan";
import { createFakeClock } from "./fake-clock";
import { createDesk } from "./reddit-desk";
import { createSyncWorld, pull, push, type SyncWorld, type TreeSize, virtualStores } from "./sync-world";

const MINUTE_MS = 60_000;

/** A world after its first push, with the first campaign at hand: what its people here and on Reddit do, and what both then see. */
export async function createPushedWorld(size: TreeSize = { campaigns: 1, adGroups: 1, ads: 1 }) {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size });
  const { actor, campaignSetId } = world;
  const desk = createDesk(world);
  await push(world);
  // A reading that begins in the instant of our last write does not count as newer.
  await clock.sleep(MINUTE_MS);
  const campaign = () => db.campaign.findFirstOrThrow({ where: { campaignSetId }, orderBy: { position: "asc" } });
  const { id } = await campaign();
  const platformId = (await desk.of("campaign", id)).id;
  desk.forgetCalls();
  return {
    world,
    clock,
    actor,
    desk,
    id,
    platformId,
    campaign,
    link: () => db.link.findFirstOrThrow({ where: { recordId: id } }),
    set: () => db.campaignSet.findUniqueOrThrow({ where: { id: campaignSetId } }),
    /** Ada edits the campaign here. */
    edit: (data: Parameters<typeof db.campaign.update>[0]["data"]) =>
      db.campaign.update({ where: { id }, data: { ...data, version: { increment: 1 }, editedById: actor.userId } }),
    /** Somebody edits it on Reddit. */
    editThere: (changes: Record<string, unknown>) => desk.change("campaign", platformId, changes),
    /** The campaign as Reddit has it, its name without our mark. */
    async there() {
      const { name, ...rest } = await desk.of("campaign", id);
      return { ...rest, name: String(name).replace(/ ·[0-9a-z]+$/, "") } as CanonicalRecord & { name: string };
    },
    plan: () => makePlan({ actor, campaignSetId }),
    conflicts: () => db.conflict.findMany({ where: { campaignSetId }, orderBy: { id: "asc" } }),
    async pull() {
      await clock.sleep(MINUTE_MS);
      return pull(world);
    },
    async push() {
      await clock.sleep(MINUTE_MS);
      return push(world);
    },
  };
}

/** Connections whose calls go through the given fetch: for a test that watches them, or acts between two of them. */
export const openThrough = (world: SyncWorld, fetch: typeof globalThis.fetch): Opener =>
  createOpener({ clock: world.clock, fetch, ...virtualStores(world.clock) });
