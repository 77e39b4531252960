import { db } from "../db/client";
import { findRunById } from "../db/sync-runs";
import { FAULT_KINDS, type FaultKind } from "../platforms/simulators/faults";
import type { SimulatorHost } from "../platforms/simulators/host";
import { createRandom } from "../platforms/simulators/random";
import { makePlan } from "../sync/make-plan";
import { createFakeClock } from "./fake-clock";
import { createMortalWorker, type MortalWorker, withoutLookUp } from "./mortal-worker";
import {
  carryOutRun,
  createSyncWorld,
  createTestSimulator,
  insertRunRow,
  plantTree,
  type SyncWorld,
} from "./sync-world";

export type FaultyPush = {
  seed: number;
  kind: FaultKind;
  /** Whether the fault met a call that could show it. */
  struck: boolean;
  /** Whether the worker died before it was done. */
  died: boolean;
  violations: string[];
};

type Room = { host: SimulatorHost; clock: ReturnType<typeof createFakeClock> };

/** One simulator for many pushes: each uses an ad account of its own. */
export function createFaultRoom(): Room {
  const clock = createFakeClock({ at: new Date(), auto: true });
  return { clock, host: createTestSimulator(clock, 1) };
}

/** No platform here takes several writes in one call, so there is no part of one to lose. */
const KINDS = FAULT_KINDS.filter((kind) => kind !== "partial_batch");
/** Shown only by listings, which a push of a set that was never pushed does not make. */
const LISTING_KINDS = new Set<FaultKind>(["stale_list", "repeat_page", "skip_page", "empty_page", "truncate_list"]);

/** The platform keeps something else than it was sent. */
const ALTERING_KINDS = new Set<FaultKind>(["coerce", "drop_field"]);

const MOST_WORKERS = 12;
const MOST_RUNS = 4;

/**
 * One push with exactly one fault at a call, and one death of the worker at a moment, both chosen by the seed; then
 * everything the laws promise about its end. `lookUp: false` takes the intent look-up away, to see the check fail.
 */
export async function pushWithFault(
  { host, clock }: Room,
  { seed, account, lookUp = true }: { seed: number; account: number; lookUp?: boolean },
): Promise<FaultyPush> {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const kind = KINDS[seed % KINDS.length] ?? "latency";
  const inListing = LISTING_KINDS.has(kind);
  host.setFaults("reddit", []);
  const world = await createSyncWorld({
    host,
    clock,
    account,
    size: { campaigns: 1 + below(2), adGroups: 1 + below(2), ads: 1 + below(2) },
  });
  const isEdited = inListing || seed % 2 === 1;
  if (isEdited) await pushOnceAndEdit(world);

  host.setFaults("reddit", [
    { kind, times: 1, after: below(inListing ? 3 : 9), ...(kind === "latency" ? { delayMs: 30_000 } : {}) },
  ]);
  const worker = createMortalWorker(world, { dieAt: 1 + below(36), change: lookUp ? undefined : withoutLookUp });
  let violations: string[] = [];
  for (let run = 0; run < MOST_RUNS; run++) {
    const runId = await insertRunRow(world);
    const lastError = await carryOutWithWorkers(world, runId, worker);
    const closed = await findRunById(runId);
    if (!closed?.endedAt) violations.push(`the run is still ${closed?.status}: ${String(lastError)}`);
    if (closed?.status === "completed" || !closed?.endedAt) break;
  }
  const struck = (host.faults("reddit")[0]?.fired ?? 0) > 0;
  host.setFaults("reddit", []);
  violations = [...violations, ...(await findViolations(world, kind, isEdited ? 1 : 0))];
  return { seed, kind, struck, died: worker.died(), violations };
}

/** A set that is in step, then a rename and a new campaign, so that the push lists, updates and creates. */
async function pushOnceAndEdit(world: SyncWorld): Promise<void> {
  await carryOutRun(world, await insertRunRow(world));
  const { organizationId } = world.actor;
  const adGroup = await db.adGroup.findFirstOrThrow({ where: { organizationId } });
  await db.adGroup.update({
    where: { id: adGroup.id },
    data: { name: `${adGroup.name} renamed`, version: { increment: 1 } },
  });
  const ad = await db.ad.findFirstOrThrow({ where: { organizationId } });
  await db.ad.update({
    where: { id: ad.id },
    data: { headlines: [`${ad.headlines[0]} again`], version: { increment: 1 } },
  });
  await db.campaign.updateMany({
    where: { organizationId },
    data: { budgetAmountMicros: 60_000_000n, version: { increment: 1 } },
  });
  await plantTree({
    organizationId,
    campaignSetId: world.campaignSetId,
    connectionId: world.connectionId,
    size: { campaigns: 1, adGroups: 1, ads: 2 },
    label: "new ",
  });
}

async function carryOutWithWorkers(world: SyncWorld, runId: string, worker: MortalWorker): Promise<unknown> {
  let lastError: unknown = null;
  for (let attempt = 0; attempt < MOST_WORKERS; attempt++) {
    try {
      await carryOutRun(world, runId, worker);
      return null;
    } catch (error) {
      lastError = error;
      // A killed worker, or a crash: the executor calls the function again, with a fresh worker.
      worker.revive();
      await world.clock.sleep(1_000);
    }
  }
  return lastError;
}

type RemoteObject = {
  id: string;
  ad_account_id?: string;
  profile_id?: string;
  configured_status?: string;
  post_id?: string;
  creative?: { headline?: string };
};

async function findViolations(world: SyncWorld, kind: FaultKind, replaced: number): Promise<string[]> {
  const { organizationId } = world.actor;
  const connection = await db.connection.findUniqueOrThrow({ where: { id: world.connectionId } });
  const settings = connection.settings as { adAccountId: string; profileId: string };
  const remote = async (kind: string): Promise<RemoteObject[]> => {
    const answer = await world.host.fetch(`http://simulator/_control/reddit/state?kind=${kind}`);
    const { items } = (await answer.json()) as { items: RemoteObject[] };
    return items.filter(
      (item) => item.ad_account_id === settings.adAccountId || item.profile_id === settings.profileId,
    );
  };
  const [campaigns, adGroups, ads, posts, links] = [
    await remote("campaign"),
    await remote("ad-group"),
    await remote("ad"),
    await remote("post"),
    await db.link.findMany({ where: { organizationId } }),
  ];
  const local = {
    campaign: await db.campaign.count({ where: { organizationId } }),
    ad_group: await db.adGroup.count({ where: { organizationId } }),
    ad: await db.ad.count({ where: { organizationId } }),
  };
  const violations: string[] = [];
  for (const [kind, objects] of [
    ["campaign", campaigns],
    ["ad_group", adGroups],
    ["ad", ads],
  ] as const) {
    const live = objects.filter(
      (item) => item.configured_status !== "ARCHIVED" && item.configured_status !== "DELETED",
    );
    const linked = new Set(links.filter((link) => link.recordKind === kind).map((link) => link.platformId));
    if (live.length !== local[kind]) violations.push(`${kind}: ${live.length} live over there, ${local[kind]} here`);
    if (live.some((item) => !linked.has(item.id))) violations.push(`${kind}: an object over there has no link`);
    if (live.some((item) => item.configured_status !== "ACTIVE")) violations.push(`${kind}: not active over there`);
  }
  // A post the platform altered while its answer was lost cannot be told for ours; it stays behind, and no ad shows it.
  const mayLeaveOne = ALTERING_KINDS.has(kind) ? 1 : 0;
  const expected = local.ad + replaced;
  if (posts.length < expected || posts.length > expected + mayLeaveOne) {
    violations.push(`${posts.length} posts for ${local.ad} ads, ${replaced} of them with a new text`);
  }
  const headlines = new Map(
    (await db.ad.findMany({ where: { organizationId } })).map((ad) => [ad.id, ad.headlines[0]]),
  );
  for (const link of links.filter(({ recordKind }) => recordKind === "ad")) {
    const shown = posts.find((post) => post.id === ads.find((ad) => ad.id === link.platformId)?.post_id);
    const wanted = headlines.get(link.recordId);
    if (shown?.creative?.headline !== wanted && !mayLeaveOne) {
      violations.push(`an ad shows ${shown?.creative?.headline}, not ${wanted}`);
    }
  }
  const plan = await makePlan({ actor: world.actor, campaignSetId: world.campaignSetId });
  const planned = [...plan.operations, ...plan.held];
  const shown = planned
    .slice(0, 3)
    .map(({ kind, recordKind, changes: [first] }) => `${kind} ${recordKind} ${JSON.stringify(first)}`);
  if (planned.length > 0) violations.push(`the second plan holds ${planned.length}: ${shown.join("; ")}`);
  return violations;
}
