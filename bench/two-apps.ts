import { percentile } from "./support/percentile";
import { api, demoConnection, makeTree, simulator } from "./support/push-api";
import { processorSeconds, startSecondMachine } from "./support/second-machine";
import type { Stack } from "./support/stack";
import type { BenchContext, Figure } from "./support/types";

export const name = "two-apps";

/** 700 records in sets that two workers can share: a set is one run, and a run has one worker at a time. */
const SETS = 10;
const SIZE = { campaigns: 10, adGroups: 2, ads: 2 };
const RECORDS = SETS * SIZE.campaigns * (1 + SIZE.adGroups * (1 + SIZE.ads));
/** In each of these sets, and in as many others, one campaign runs already, for somebody to pause meanwhile. */
const RUNNING = { campaigns: 1, adGroups: 0, ads: 0 };
const PAUSE_EVERY_MS = 8_000;
const WINDOW_MS = 60_000;
const INTO_WINDOW_MS = 1_500;
const GIVE_UP_MS = 240_000;

/**
 * Two whole Locksteps on one database push 700 records through one connection at Reddit's real quotas, while somebody
 * pauses campaigns one by one: some of another set, some of the very sets that are being pushed.
 */
export async function run({ startStack, log }: BenchContext): Promise<Figure[]> {
  const first = await startStack({ memorySimulators: true });
  const second = await startSecondMachine(first, startStack);
  const control = simulator(first.simulatorUrl);
  const connection = await demoConnection(first);
  const one = (label: string) => (set: number) => ({
    ...makeTree(connection.id, RUNNING, `${label} ${set}.`),
    name: `${label} ${set}`,
  });
  const running = await createSets(first, SETS, one("Running"));
  const sets = await createSets(first, SETS, one("Large"));
  await untilAllEnded(first, await pushAll(first, [...running, ...sets]));
  for (const [number, set] of sets.entries())
    await addCampaigns(first, set, makeTree(connection.id, SIZE, `${number}.`));
  // The window that the campaigns above were pushed in is over by everybody's clock.
  await new Promise((resolve) => setTimeout(resolve, WINDOW_MS - (Date.now() % WINDOW_MS) + INTO_WINDOW_MS));
  await control.forgetRequests();
  const workedBefore = await Promise.all([first, second].map((stack) => processorSeconds(stack, "worker")));

  const startedAt = performance.now();
  const pushing = untilAllEnded(first, await pushAll(first, sets));
  const pauses = await pauseMeanwhile({ stack: first, running, sets, pushing, log });
  const ended = await pushing;
  const wallMs = performance.now() - startedAt;
  const worked = await Promise.all([first, second].map((stack) => processorSeconds(stack, "worker")));
  const shares = worked.map((seconds, index) => seconds - (workedBefore[index] ?? 0));
  log(`processor time of the workers: ${shares.map((seconds) => `${seconds.toFixed(1)} s`).join(", ")}`);
  const windows = await control.windows();
  for (const [window, count] of Object.entries(windows.calls)) log(`${window}: ${count}`);
  log(JSON.stringify(ended));
  const elsewhere = pauses.filter((pause) => pause.where === "another set").map((pause) => pause.ms / 1000);
  const within = pauses.filter((pause) => pause.where === "a set being pushed").map((pause) => pause.ms / 1000);
  return [
    { name: "records pushed", value: ended.synced, unit: "records", target: `= ${RECORDS}` },
    { name: "records failed", value: ended.failed, unit: "records", target: "= 0" },
    { name: "wall time", value: wallMs / 1000, unit: "s" },
    {
      name: "share of the worker that did less",
      value: Math.min(...shares) / shares.reduce((a, b) => a + b, 0),
      unit: "",
      target: "≥ 0.1",
    },
    { name: "calls refused with 429", value: windows.rateLimited, unit: "calls", target: "= 0" },
    { name: "windows above quota", value: windows.overQuota, unit: "windows", target: "= 0" },
    { name: "pauses in another set", value: elsewhere.length, unit: "pauses" },
    { name: "pressed to arrived there, median", value: percentile(elsewhere, 0.5), unit: "s" },
    { name: "pressed to arrived there, worst", value: Math.max(...elsewhere), unit: "s", target: "≤ 2" },
    { name: "pauses in a set being pushed", value: within.length, unit: "pauses" },
    { name: "pressed to arrived there, median", value: percentile(within, 0.5), unit: "s" },
    { name: "pressed to arrived there, worst", value: Math.max(...within), unit: "s", target: "≤ 2" },
  ];
}

async function createSets(stack: Stack, count: number, makeOne: (set: number) => object): Promise<string[]> {
  const ids: string[] = [];
  for (let set = 0; set < count; set++) {
    ids.push((await api<{ id: string }>(stack, "POST", "/api/v1/campaign-sets", makeOne(set))).id);
  }
  return ids;
}

/** Campaigns that nobody has pushed yet, in a set of which one runs already. */
async function addCampaigns(stack: Stack, setId: string, { campaigns }: ReturnType<typeof makeTree>): Promise<void> {
  for (const campaign of campaigns) await api(stack, "POST", `/api/v1/campaign-sets/${setId}/campaigns`, campaign);
}

async function pushAll(stack: Stack, setIds: string[]): Promise<string[]> {
  const { jobs } = await api<{ jobs: { jobId: string }[] }>(stack, "POST", "/api/v1/campaign-sets/bulk-sync", {
    setIds,
  });
  return jobs.map(({ jobId }) => jobId);
}

type Ended = { synced: number; failed: number; statuses: string[] };
type Job = { status: string; progress: { synced: number; failed: number; total: number } };

const LOOK_EVERY_MS = 500;
const isOpen = (status: string) => ["queued", "running"].includes(status);

async function untilAllEnded(stack: Stack, jobIds: string[]): Promise<Ended> {
  const ended: Ended = { synced: 0, failed: 0, statuses: [] };
  for (const jobId of jobIds) {
    for (;;) {
      const job = await api<Job>(stack, "GET", `/api/v1/jobs/${jobId}`);
      if (!isOpen(job.status)) {
        ended.synced += job.progress.synced;
        ended.failed += job.progress.failed;
        ended.statuses.push(job.status);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
  return ended;
}

type Campaign = { id: string; version: number; status: string; sync: { status: string; platformId: string | null } };
type Where = "another set" | "a set being pushed";
type Pause = { where: Where; ms: number };

/** Pauses one campaign after another, in turn of a set that nobody pushes and of one that is being pushed. */
async function pauseMeanwhile({
  stack,
  running,
  sets,
  pushing,
  log,
}: {
  stack: Stack;
  running: string[];
  sets: string[];
  pushing: Promise<unknown>;
  log: BenchContext["log"];
}): Promise<Pause[]> {
  let isOver = false;
  const over = pushing.finally(() => {
    isOver = true;
  });
  const waiting: Promise<Pause | null>[] = [];
  for (let number = 0; !isOver; number++) {
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, PAUSE_EVERY_MS))]);
    if (isOver) break;
    const where: Where = number % 2 === 0 ? "another set" : "a set being pushed";
    const found = await findActive(stack, where === "another set" ? running : sets, where);
    if (!found) {
      log(`nothing to pause in ${where}`);
      continue;
    }
    waiting.push(pauseOne(stack, found, where, log));
  }
  return (await Promise.all(waiting)).filter((pause) => pause !== null);
}

type Found = { setId: string; campaign: Campaign };

/** A campaign that runs over there, of a set that is (or is not) being pushed. */
async function findActive(stack: Stack, setIds: string[], where: Where): Promise<Found | null> {
  for (const setId of setIds) {
    const { jobId } = await api<{ jobId: string }>(stack, "GET", `/api/v1/campaign-sets/${setId}/sync-status`);
    const { status } = await api<Job>(stack, "GET", `/api/v1/jobs/${jobId}`);
    if ((where === "a set being pushed") !== isOpen(status)) continue;
    const set = await api<{ campaigns: Campaign[] }>(stack, "GET", `/api/v1/campaign-sets/${setId}`);
    const campaign = set.campaigns.find((one) => one.status === "active" && one.sync.status === "synced");
    if (campaign) return { setId, campaign };
  }
  return null;
}

/** Presses pause, pushes it, and waits for the call that pauses it over there. */
async function pauseOne(
  stack: Stack,
  { setId, campaign }: Found,
  where: Where,
  log: BenchContext["log"],
): Promise<Pause | null> {
  const pressedAt = Date.now();
  const address = `/api/v1/campaign-sets/${setId}`;
  await api(stack, "PATCH", `${address}/campaigns/${campaign.id}`, { version: campaign.version, status: "paused" });
  await api(stack, "POST", `${address}/sync`, {});
  const arrivedAt = await arrival(stack.simulatorUrl, campaign.sync.platformId ?? "", pressedAt);
  const ms = (arrivedAt ?? Date.now()) - pressedAt;
  log(
    `${new Date(pressedAt).toISOString().slice(11, 19)} a pause in ${where}: ${arrivedAt ? "there" : "not there"} after ${ms} ms`,
  );
  return { where, ms };
}

async function arrival(simulatorUrl: string, platformId: string, since: number): Promise<number | null> {
  while (Date.now() - since < GIVE_UP_MS) {
    const response = await fetch(`${simulatorUrl}/_control/reddit/requests`);
    const { items } = (await response.json()) as {
      items: { method: string; path: string; at: string; body: string }[];
    };
    const call = items.find(
      (item) =>
        item.method === "PATCH" &&
        item.path.endsWith(`/campaigns/${platformId}`) &&
        item.body.includes("PAUSED") &&
        Date.parse(item.at) >= since,
    );
    if (call) return Date.parse(call.at);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return null;
}
