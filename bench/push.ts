import { bareCreates } from "./support/bare-push";
import { countStatements } from "./support/count-statements";
import { demoConnection, makeTree, pushAndWait, simulator } from "./support/push-api";
import type { BenchContext, Figure } from "./support/types";

export const name = "push";

const SIZE = { campaigns: 100, adGroups: 2, ads: 2 };
const AD_GROUPS = SIZE.campaigns * SIZE.adGroups;
const ADS = AD_GROUPS * SIZE.ads;
const RECORDS = SIZE.campaigns + AD_GROUPS + ADS;
/** Each record once, a post for each ad, and one activation for each campaign. Nothing is linked yet, so nothing is listed. */
const FEWEST_CALLS = RECORDS + ADS + SIZE.campaigns;

/** 100 campaigns × 2 ad groups × 2 ads through the built application, quotas off, beside a bare program that makes the same creates. */
export async function run({ startStack, log }: BenchContext): Promise<Figure[]> {
  const stack = await startStack({ memorySimulators: true });
  const control = simulator(stack.simulatorUrl);
  await control.limits("off");
  const connection = await demoConnection(stack);

  const bareMs = await bareCreates(stack.simulatorUrl, SIZE);
  log(`bare program: ${Math.round(bareMs)} ms`);

  // The demo was pushed at real quotas a moment ago; the first answers without them end what is left of its windows.
  await pushAndWait(stack, makeTree(connection.id, { campaigns: 1, adGroups: 1, ads: 1 }));
  await control.forgetRequests();
  const pushed = await pushAndWait(stack, makeTree(connection.id, SIZE));
  const calls = await control.countCalls();
  log(`${JSON.stringify(pushed.progress)} in ${Math.round(pushed.ms)} ms; ${JSON.stringify(calls)}`);
  if (pushed.status !== "completed") throw new Error(`the push ended ${pushed.status}`);

  const statements = await countStatements(stack.databaseUrl, SIZE);

  return [
    { name: "wall time", value: pushed.ms / 1000, unit: "s" },
    { name: "bare program, same creates", value: bareMs / 1000, unit: "s" },
    { name: "HTTP calls, job polls apart", value: calls.withoutPolls, unit: "calls" },
    { name: "post-job polls", value: calls.polls, unit: "calls" },
    {
      name: "calls against the fewest possible",
      value: calls.withoutPolls / FEWEST_CALLS,
      unit: "×",
      target: "≤ 1.05",
    },
    { name: "database statements a record", value: statements / RECORDS, unit: "statements", target: "≤ 8" },
  ];
}
