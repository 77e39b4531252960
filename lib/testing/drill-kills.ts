import { db } from "../db/client";
import { makePlan } from "../sync/make-plan";
import { requestPull } from "../sync/pull/request-pull";
import { requestSync } from "../sync/request-sync";
import { sendRun } from "../sync/send-run";
import type { History } from "./drill";
import { checkLaws, foundNothing, type Plan } from "./drill-laws";
import { allowed, PEOPLE_HERE, settleAll } from "./drill-people";
import { misbehave, PLATFORM_SIDE } from "./drill-platform";
import type { Part, Processes } from "./drill-processes";
import { letPass } from "./drill-runs";
import { type Drill, furnish, type Room } from "./drill-world";

/**
 * The drill through the executor: the same people, faults and laws, but runs go the whole way through events, executor
 * and functions, in processes that are killed. Several histories are played side by side, so that one kill meets many
 * moments.
 */

type Batch = { seeds: number[]; firstAccount: number; processes: Processes; random: () => number };

const STEPS = 3;
/** A kill comes this long after the runs were asked for, at most. */
const LONGEST_LIFE_MS = 3_000;
const MOST_ROUNDS = 8;
const LOOK_EVERY_MS = 250;
const PATIENCE_MS = 240_000;

// What needs a worker in this process, or a list that lies for long, is left to the drill without processes.
const { "a lying list": _list, "vanish there": _vanish, "a fault": _fault, ...THERE } = PLATFORM_SIDE;
const EDITS = Object.values({ ...PEOPLE_HERE, ...THERE });

export async function playBatch(room: Room, batch: Batch): Promise<History[]> {
  const { seeds, firstAccount, processes, random } = batch;
  const drills = await Promise.all(seeds.map((seed, index) => furnish(room, { seed, account: firstAccount + index })));
  const [first] = drills;
  if (!first) return [];
  for (let step = 0; step < STEPS; step++) {
    if (step > 0) for (const drill of drills) await edit(drill);
    misbehave(first);
    const part: Part = random() < 0.75 ? "worker" : "executor";
    const killAfterMs = Math.round(random() * LONGEST_LIFE_MS);
    const disturbed = `push, the ${part} is killed after ${killAfterMs} ms; ${first.book.steps.at(-1)}`;
    for (const drill of drills) {
      drill.line.mayLie ||= first.line.mayLie;
      drill.book.tell(disturbed);
      await request(drill, "push");
    }
    await new Promise((resolve) => setTimeout(resolve, killAfterMs));
    await processes.killAndRestart(part);
    await untilClosed(drills);
    room.host.setFaults("reddit", []);
  }
  const plans = await comeToRest(drills);
  for (const [index, drill] of drills.entries()) await checkLaws(drill, plans[index] as Plan);
  return drills.map(({ book }, index) => ({
    seed: seeds[index] ?? 0,
    steps: book.steps,
    violations: book.violations,
  }));
}

async function edit(drill: Drill): Promise<void> {
  const edits = 1 + drill.below(3);
  for (let index = 0; index < edits; index++) await drill.pick(EDITS)?.(drill);
}

async function request({ world, book }: Drill, kind: "push" | "pull"): Promise<void> {
  const { actor, campaignSetId, connectionId } = world;
  const isAsked = await allowed(() =>
    kind === "push" ? requestSync({ actor, campaignSetId }) : requestPull({ actor, connectionId }),
  );
  if (!isAsked) book.tell(`a ${kind} was refused`);
}

/** Waits until no run of these is open. */
async function untilClosed(drills: Drill[]): Promise<void> {
  const organizationId = { in: drills.map(({ world }) => world.actor.organizationId) };
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const open = await db.syncRun.findMany({ where: { organizationId, endedAt: null }, select: { id: true } });
    if (open.length === 0) return;
    if (performance.now() > giveUpAt) throw new Error(`${open.length} runs did not end: ${open[0]?.id}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Edits, faults and kills have stopped: rounds of pulls and pushes for those that still have something to do. */
async function comeToRest(drills: Drill[]): Promise<Plan[]> {
  const plans = new Map<Drill, Plan>();
  for (let round = 0; plans.size < drills.length; round++) {
    const left = drills.filter((drill) => !plans.has(drill));
    for (const drill of left) await request(drill, "pull");
    await untilClosed(left);
    for (const drill of left) {
      const { actor, campaignSetId, connectionId } = drill.world;
      const settled = await settleAll(drill);
      const plan = await makePlan({ actor, campaignSetId });
      const pull = await db.syncRun.findFirst({ where: { connectionId, kind: "pull" }, orderBy: { id: "desc" } });
      const isDone = plan.operations.length === 0 && settled === 0 && foundNothing(pull);
      if (isDone) plans.set(drill, plan);
      else if (round === MOST_ROUNDS) {
        const told = plan.operations.map((item) => `${item.kind} ${item.recordName}`).join("; ");
        drill.book.blame(
          `no rest after ${round} rounds, left to do: ${told}; the pull: ${JSON.stringify(pull?.findings)}`,
        );
        plans.set(drill, plan);
      } else if (plan.operations.length > 0) {
        const passing = await letPass(drill, plan);
        if (passing) await sendRun(passing.row);
        else await request(drill, "push");
      }
    }
    await untilClosed(left);
  }
  return drills.map((drill) => plans.get(drill) as Plan);
}
