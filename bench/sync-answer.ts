import { percentile } from "./support/percentile";
import { api, demoConnection, makeTree, simulator } from "./support/push-api";
import type { BenchContext, Figure } from "./support/types";

export const name = "sync-answer";

const CALLERS = 20;
const REQUESTS = 500;
/** A process that has just started runs code that is not compiled yet; what people meet is one that has been up. */
const WARM_UP_REQUESTS = 500;

/** `POST …/sync` by 20 callers at once, 500 requests over 20 sets, while a large push keeps everything busy. */
export async function run({ startStack, log }: BenchContext): Promise<Figure[]> {
  const stack = await startStack({ memorySimulators: true });
  await simulator(stack.simulatorUrl).limits("off");
  const connection = await demoConnection(stack);
  const create = (campaigns: number) =>
    api<{ id: string }>(
      stack,
      "POST",
      "/api/v1/campaign-sets",
      makeTree(connection.id, { campaigns, adGroups: 2, ads: 2 }),
    );
  const busy = await create(300);
  const sets = await Promise.all(Array.from({ length: CALLERS }, () => create(1)));
  /** How long each answer took, in ms. */
  const ask = async (requests: number) => {
    const times: number[] = [];
    const runs = new Set<string>();
    let next = 0;
    const caller = async (setId: string) => {
      while (next < requests) {
        next += 1;
        const startedAt = performance.now();
        const { jobId } = await api<{ jobId: string }>(stack, "POST", `/api/v1/campaign-sets/${setId}/sync`, {});
        times.push(performance.now() - startedAt);
        runs.add(jobId);
      }
    };
    await Promise.all(sets.map(({ id }) => caller(id)));
    return { times, runs: runs.size };
  };
  await ask(WARM_UP_REQUESTS);
  await api(stack, "POST", `/api/v1/campaign-sets/${busy.id}/sync`, {});
  const { times, runs } = await ask(REQUESTS);
  const { status } = await api<{ status: string }>(stack, "GET", `/api/v1/campaign-sets/${busy.id}/sync-status`);
  log(`${times.length} answers, ${runs} runs; the large set is ${status}`);
  return [
    { name: "answers", value: times.length, unit: "requests", target: `= ${REQUESTS}` },
    { name: "p50", value: percentile(times, 0.5), unit: "ms" },
    { name: "p95", value: percentile(times, 0.95), unit: "ms", target: "≤ 100" },
    { name: "p99", value: percentile(times, 0.99), unit: "ms" },
  ];
}
