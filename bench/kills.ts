import { createRandom } from "../lib/platforms/simulators/random";
import { api, demoConnection, makeTree, simulator } from "./support/push-api";
import type { Stack } from "./support/stack";
import type { BenchContext, Figure } from "./support/types";

export const name = "kills";

const ROUNDS = Number(process.env.LOCKSTEP_KILL_ROUNDS ?? 5);
const SETS = 10;
const SEED = Number(process.env.LOCKSTEP_KILL_SEED ?? 1);
const SIZE = { campaigns: 2, adGroups: 2, ads: 2 };
const RECORDS = 14;
const FAULTS = [
  "latency",
  "status",
  "rate_limit",
  "drop_before",
  "drop_after",
  "cut_body",
  "error_in_200",
  "coerce",
  "drop_field",
  "unknown_enum",
  "expire_token",
  "rotate_token",
];
const MOST_PUSHES = 4;

/**
 * Pushes through the built application, ten at once: one fault for each at a seeded call, and one SIGKILL of the
 * process that carries them out in the middle of them. Afterwards what is over there, the links and our records have to be the same.
 */
export async function run({ startStack, log }: BenchContext): Promise<Figure[]> {
  const stack = await startStack({ env: { LOCKSTEP_EXECUTOR_RETRY_MS: "1000" } });
  const control = simulator(stack.simulatorUrl);
  await control.limits("off");
  const connection = await demoConnection(stack);
  const random = createRandom(SEED);
  const below = (limit: number) => Math.floor(random() * limit);
  const violations: string[] = [];
  let live = await control.countLive();

  for (let round = 0; round < ROUNDS; round++) {
    const sets: string[] = [];
    for (let set = 0; set < SETS; set++) {
      const tree = { ...makeTree(connection.id, SIZE, `${round}.${set} `), name: `Round ${round}, set ${set}` };
      sets.push((await api<{ id: string }>(stack, "POST", "/api/v1/campaign-sets", tree)).id);
    }
    const faults = sets.map((_, index) => ({
      kind: FAULTS[(round * SETS + index) % FAULTS.length],
      times: 1,
      after: below(30),
      match: { path: "/api/v3/" },
      delayMs: 2_000,
    }));
    await control.faults(faults);
    for (const id of sets) await api(stack, "POST", `/api/v1/campaign-sets/${id}/sync`, {});
    const killAfterMs = 100 + below(3_000);
    await new Promise((resolve) => setTimeout(resolve, killAfterMs));
    await stack.kill("worker", "SIGKILL");
    await stack.restart("worker");
    for (const id of sets) violations.push(...(await finish(stack, id)).map((text) => `round ${round}: ${text}`));
    const struck = await control.struckFaults();
    await control.faults([]);
    const now = await control.countLive();
    const expected = { campaign: 2 * SETS, "ad-group": 4 * SETS, ad: 8 * SETS };
    for (const kind of ["campaign", "ad-group", "ad"] as const) {
      const made = now[kind] - live[kind];
      if (made !== expected[kind])
        violations.push(`round ${round}: ${made} live ${kind} over there for ${expected[kind]}`);
    }
    live = now;
    log(
      `round ${round}: killed after ${killAfterMs} ms, ${struck} of ${faults.length} faults struck, ${violations.length} violations so far`,
    );
  }
  for (const violation of violations) log(violation);
  return [
    { name: "pushes", value: ROUNDS * SETS, unit: "pushes" },
    { name: "violations", value: violations.length, unit: "violations", target: "= 0" },
  ];
}

type SetAnswer = { campaigns: { sync: SyncAnswer; adGroups: { sync: SyncAnswer; ads: { sync: SyncAnswer }[] }[] }[] };
type SyncAnswer = { status: string; platformId: string | null };
type Status = { status: string; jobId: string };

/** Waits for the run's end, pushes again what a fault refused, and says what is not as it should be. */
async function finish(stack: Stack, setId: string): Promise<string[]> {
  for (let push = 0; push < MOST_PUSHES; push++) {
    const { jobId } = await api<Status>(stack, "GET", `/api/v1/campaign-sets/${setId}/sync-status`);
    const status = await jobEnd(stack, jobId);
    if (status === "completed") break;
    await api(stack, "POST", `/api/v1/jobs/${jobId}/retry`, {});
  }
  const violations: string[] = [];
  const plan = await api<{ operations: unknown[]; held: unknown[] }>(
    stack,
    "POST",
    `/api/v1/campaign-sets/${setId}/plan`,
  );
  if (plan.operations.length + plan.held.length > 0) violations.push(`set ${setId}: the second plan is not empty`);
  const set = await api<SetAnswer>(stack, "GET", `/api/v1/campaign-sets/${setId}`);
  const syncs = set.campaigns.flatMap((campaign) => [
    campaign.sync,
    ...campaign.adGroups.flatMap((adGroup) => [adGroup.sync, ...adGroup.ads.map((ad) => ad.sync)]),
  ]);
  const ids = new Set(syncs.map((sync) => sync.platformId).filter((id) => id !== null));
  if (ids.size !== RECORDS) violations.push(`set ${setId}: ${ids.size} linked of ${RECORDS}`);
  return violations;
}

const LOOK_EVERY_MS = 500;
const PATIENCE_MS = 180_000;

async function jobEnd(stack: Stack, jobId: string): Promise<string> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUpAt) {
    const job = await api<{ status: string }>(stack, "GET", `/api/v1/jobs/${jobId}`);
    if (!["queued", "running"].includes(job.status)) return job.status;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error(`run ${jobId} did not end within ${PATIENCE_MS / 1000} s`);
}
