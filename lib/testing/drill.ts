import { makePlan } from "../sync/make-plan";
import { checkIdempotence, checkLaws, checkPullWrites, foundNothing, type Plan } from "./drill-laws";
import { PEOPLE_HERE, settleAll } from "./drill-people";
import type { Plant } from "./drill-plants";
import { misbehave, PLATFORM_SIDE } from "./drill-platform";
import { drawHarm, letPass, RUNS, toldHarm } from "./drill-runs";
import { carryOut, pull, push } from "./drill-workers";
import { createDrill, type Drill, type Room } from "./drill-world";

export type { Room } from "./drill-world";

/**
 * The drill: people edit on both sides while workers push and pull through faults and deaths, all drawn from one seed.
 * When the dust has settled, the laws of sync are checked on what is left.
 */

export type History = { seed: number; steps: string[]; violations: string[] };

type HistoryOptions = {
  seed: number;
  plant?: Plant;
  /** Only the first steps are taken; what follows is left out. */
  length?: number;
  /** Draws only from these actions, by name; from all when left out. */
  only?: readonly string[];
};

/** How far the platform's clock is off: what it calls the past is decided by its own. */
const SKEWS_MS = [-10 * 60_000, 10 * 60_000];
const FEWEST_STEPS = 2;
const MOST_STEPS = 8;
/** When edits stop, this many rounds later there is nothing left to do. Source: sync laws, convergence. */
const ROUNDS_TO_REST = 2;
const MOST_ROUNDS = 12;

const ACTIONS = { ...PEOPLE_HERE, ...PLATFORM_SIDE, ...RUNS };
/** How often each is drawn beside the others; once when left out. */
const WEIGHTS: Record<string, number> = { push: 5, pull: 3, "a fault": 3, "change a budget here": 2 };
const DRAWN = Object.keys(ACTIONS).flatMap((name) => Array.from({ length: WEIGHTS[name] ?? 1 }, () => name));

export async function runHistory(room: Room, options: HistoryOptions): Promise<History> {
  const { seed, plant, length, only = DRAWN } = options;
  const drill = await createDrill(room, seed, plant);
  const { book, below, chance, pick } = drill;
  if (chance(0.5)) misbehave(drill);
  const offset = chance(0.3) ? (pick(SKEWS_MS) ?? 0) : 0;
  room.host.setOffset(offset);
  if (offset !== 0) book.tell(`their clock is off by ${offset / 60_000} minutes`);
  const harm = drawHarm(drill, 30);
  book.tell(`first push${toldHarm(harm)}`);
  await push(drill, harm);

  // Drawn either way, so that a shortened history begins as the whole one does.
  const whole = FEWEST_STEPS + below(MOST_STEPS - FEWEST_STEPS + 1);
  const steps = Math.min(length ?? whole, whole);
  for (let step = 0; step < steps; step++) {
    const name = pick(only) ?? "push";
    await blaming(drill, name, async () => ACTIONS[name]?.(drill));
  }
  await blaming(drill, "coming to rest", async () => checkLaws(drill, await comeToRest(drill)));
  return { seed, steps: book.steps, violations: book.violations };
}

/** What breaks off is written down beside what went before it, which may be why. */
async function blaming({ book }: Drill, name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    book.blame(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

/** Edits stop and the faults with them: what is in conflict is settled, and soon there is nothing left to do. */
async function comeToRest(drill: Drill): Promise<Plan> {
  const { actor, campaignSetId } = drill.world;
  drill.host.setFaults("reddit", []);
  let rounds = 0;
  for (let round = 0; ; round++) {
    drill.desk.forgetCalls();
    const run = await pull(drill);
    checkPullWrites(drill, run);
    // Settling is editing: the rounds count from the last of it.
    const settled = await settleAll(drill);
    if (settled > 0) rounds = 0;
    const plan = await makePlan({ actor, campaignSetId });
    const passing = round < MOST_ROUNDS ? await letPass(drill, plan) : null;
    if (passing) {
      await carryOut(drill, passing.row.id);
      rounds = 0;
      continue;
    }
    // Two listings have to miss what has vanished before anybody believes it.
    const isProven = drill.line.vanished.size === 0 || round > 0;
    if (isProven && (plan.operations.length === 0 || round === MOST_ROUNDS)) {
      if (settled > 0 || !foundNothing(run)) await checkIdempotence(drill);
      return plan;
    }
    if (rounds === ROUNDS_TO_REST) drill.book.blame(`after ${rounds} rounds there is still to do: ${told(plan)}`);
    if (plan.operations.length > 0) await push(drill);
    rounds += 1;
  }
}

const told = (plan: Plan): string =>
  plan.operations.map((item) => `${item.kind} ${item.recordName} ${JSON.stringify(item.changes[0])}`).join("; ");
