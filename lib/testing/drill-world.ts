import type { Clock } from "../clock";
import { db } from "../db/client";
import type { SimulatorHost } from "../platforms/simulators/host";
import { createRandom } from "../platforms/simulators/random";
import { type Book, createBook, type Field } from "./drill-book";
import { createLine, type Line } from "./drill-line";
import type { Plant } from "./drill-plants";
import { createTokenWatch, type TokenWatch } from "./drill-tokens";
import { createDesk, type Desk } from "./reddit-desk";
import { createSyncWorld, type SyncWorld } from "./sync-world";

export type Room = { host: SimulatorHost; clock: Clock };

/** Everything one history is played with. All chance comes from its seed. */
export type Drill = {
  world: SyncWorld;
  host: SimulatorHost;
  clock: Room["clock"];
  desk: Desk;
  book: Book;
  line: Line;
  tokens: TokenWatch;
  plant: Plant | undefined;
  /** Names what is written in this step; no two are the same. */
  label: () => string;
  below: (limit: number) => number;
  chance: (share: number) => boolean;
  pick: <Item>(items: readonly Item[]) => Item | undefined;
};

/** Rows of this many histories are kept; then the tables are emptied, because large ones only slow the next down. */
const KEPT_HISTORIES = 40;
let played = 0;

/** An empty platform and a small set that was never pushed. */
export async function createDrill(room: Room, seed: number, plant?: Plant): Promise<Drill> {
  if (played++ % KEPT_HISTORIES === 0) await db.$executeRaw`truncate "Organization", "User" cascade`;
  else await db.link.updateMany({ where: { nextAttemptAt: { not: null } }, data: { nextAttemptAt: null } });
  room.host.reset({ platform: "reddit" });
  room.host.setOffset(0);
  return furnish(room, { seed, account: 1, ...(plant ? { plant } : {}) });
}

/** A small set that was never pushed, in an ad account of its own. */
export async function furnish(
  { host, clock }: Room,
  { seed, account, plant }: { seed: number; account: number; plant?: Plant },
): Promise<Drill> {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const size = { campaigns: 1 + below(2), adGroups: 1, ads: below(2) };
  const world = await createSyncWorld({ host, clock, account, size });
  const book = createBook();
  const drill: Drill = {
    world,
    host,
    clock,
    desk: createDesk(world),
    book,
    line: createLine(world, book),
    tokens: createTokenWatch(clock, book),
    plant,
    label: () => `${seed}.${book.steps.length}`,
    below,
    chance: (share) => random() < share,
    pick: (items) => items[below(items.length)],
  };
  await notePlanted(drill, "");
  return drill;
}

/** Who may be edited here: what is neither deleted nor put away, with nothing above it that is. */
export async function listLive({ world }: Drill) {
  const { campaignSetId } = world;
  const isLive = { deletedAt: null, status: { not: "archived" as const } };
  const campaigns = await db.campaign.findMany({ where: { campaignSetId, ...isLive }, orderBy: { id: "asc" } });
  const adGroups = await db.adGroup.findMany({
    where: { ...isLive, campaignId: { in: campaigns.map(({ id }) => id) } },
    orderBy: { id: "asc" },
  });
  const ads = await db.ad.findMany({
    where: { ...isLive, adGroupId: { in: adGroups.map(({ id }) => id) } },
    orderBy: { id: "asc" },
  });
  return { campaigns, adGroups, ads };
}

/** What was planted with this label counts as written here. */
export async function notePlanted(drill: Drill, label: string): Promise<void> {
  const { campaigns, adGroups, ads } = await listLive(drill);
  const note = (recordId: string, field: Field, value: string) =>
    drill.book.write({ recordId, field, value, side: "here" });
  for (const row of campaigns.filter(({ name }) => name.startsWith(`Campaign ${label}`))) {
    note(row.id, "name", row.name);
    note(row.id, "status", row.status);
    note(row.id, "budgetAmountMicros", row.budgetAmountMicros.toString());
  }
  for (const row of adGroups.filter(({ name }) => name.startsWith(`Ad group ${label}`))) {
    note(row.id, "name", row.name);
    note(row.id, "status", row.status);
  }
  for (const row of ads.filter(({ headlines }) => headlines[0]?.startsWith(`Headline ${label}`))) {
    note(row.id, "status", row.status);
  }
}
