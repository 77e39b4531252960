import { demoConnection, makeTree, pushAndWait, simulator } from "./support/push-api";
import type { BenchContext, Figure } from "./support/types";

export const name = "push-quotas";

const SIZE = { campaigns: 100, adGroups: 2, ads: 2 };
const WINDOW_MS = 60_000;
const INTO_WINDOW_MS = 1_500;
/** Reddit's quota of writes, and of posts and the looks at their jobs, a minute each. */
const LIMIT = 200;

/** The same push at Reddit's real quotas. Quotas alone: the last window the calls reach into must have begun. */
export async function run({ startStack, log }: BenchContext): Promise<Figure[]> {
  const stack = await startStack({ memorySimulators: true });
  const control = simulator(stack.simulatorUrl);
  const connection = await demoConnection(stack);
  // Windows begin with the minute, which makes what the quotas alone allow exact. The headers count whole seconds, so a
  // moment later the window in which the demo was pushed is over by everybody's clock.
  await new Promise((resolve) => setTimeout(resolve, WINDOW_MS - (Date.now() % WINDOW_MS) + INTO_WINDOW_MS));
  await control.forgetRequests();
  const pushed = await pushAndWait(stack, makeTree(connection.id, SIZE));
  const calls = await control.countCalls();
  log(`${pushed.status} ${JSON.stringify(pushed.progress)} in ${Math.round(pushed.ms)} ms; ${JSON.stringify(calls)}`);
  for (const [minute, count] of Object.entries(await control.callsByMinute())) log(`${minute}: ${count}`);
  if (pushed.status !== "completed") throw new Error(`the push ended ${pushed.status}`);

  const ads = SIZE.campaigns * SIZE.adGroups * SIZE.ads;
  const writes = SIZE.campaigns * 2 + SIZE.campaigns * SIZE.adGroups + ads;
  const creative = ads + calls.polls;
  const windows = Math.ceil(Math.max(writes, creative) / LIMIT);
  const aloneMs = (windows - 1) * WINDOW_MS - INTO_WINDOW_MS;
  return [
    { name: "wall time", value: pushed.ms / 1000, unit: "s" },
    { name: "what the quotas alone allow", value: aloneMs / 1000, unit: "s" },
    { name: "wall against quotas", value: pushed.ms / aloneMs, unit: "×", target: "≤ 1.1" },
    { name: "calls refused with 429", value: calls.rateLimited, unit: "calls", target: "= 0" },
  ];
}
