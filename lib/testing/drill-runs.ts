import { db } from "../db/client";
import { makePlan } from "../sync/make-plan";
import { openRunFor } from "../sync/request-sync";
import { openDueRetries } from "../sync/retry-failed";
import { undoRun } from "../sync/undo-run";
import type { Field } from "./drill-book";
import type { Plan } from "./drill-laws";
import { allowed } from "./drill-people";
import { carryOut, type Harm, pull, push, race } from "./drill-workers";
import type { Drill } from "./drill-world";

const MINUTE = 60_000;
/** Reddit's tokens live a day. */
const TOKEN_LIFE_MS = 24 * 60 * MINUTE;
const FIELDS: string[] = ["name", "status", "budgetAmountMicros"] satisfies Field[];

/** What workers do, with what kills them. */
export const RUNS: Record<string, (drill: Drill) => Promise<void>> = {
  async push(drill) {
    const harm = drawHarm(drill, 24);
    drill.book.tell(`push${toldHarm(harm)}`);
    await push(drill, harm);
  },
  async pull(drill) {
    const harm = drawHarm(drill, 10);
    drill.book.tell(`pull${toldHarm(harm)}`);
    await pull(drill, harm);
  },
  async "a race"(drill) {
    drill.book.tell("two workers race for a push, beside a pull");
    await race(drill);
  },
  async "a race with an expired token"(drill) {
    // It ends by itself, for all of them at once, or is refused in the middle of their work.
    if (drill.chance(0.5)) await drill.clock.sleep(TOKEN_LIFE_MS);
    else drill.host.setFaults("reddit", [{ kind: "rotate_token", times: 1, after: drill.below(3) }]);
    drill.book.tell("two workers race for a push, beside a pull, and the token ends");
    await race(drill);
  },
  async "the retry job"(drill) {
    await drill.clock.sleep((5 + drill.below(20)) * MINUTE);
    const runs = await openDueRetries(drill.clock.now());
    for (const { id } of runs) await carryOut(drill, id, drawHarm(drill, 24));
    if (runs.length > 0) drill.book.tell("the retry job");
  },
  "push as planned": pushAsPlanned,
  "undo a run": undo,
};

/** Half the time a worker dies within so many signs of life; now and then it loses the database instead. */
export function drawHarm({ chance, below }: Drill, longest: number): Harm {
  if (chance(0.06)) return { databaseLostAt: 1 + below(longest) };
  return chance(0.4) ? { dieAt: 1 + below(longest) } : {};
}

export const toldHarm = ({ dieAt, databaseLostAt }: Harm): string =>
  dieAt ? `, dies at ${dieAt}` : databaseLostAt ? `, loses the database at ${databaseLostAt}` : "";

/** Takes the latest push back. What went back has to stay. */
async function undo(drill: Drill): Promise<void> {
  const { actor, campaignSetId } = drill.world;
  await drill.clock.sleep(MINUTE);
  const latest = await db.syncRun.findFirst({
    where: { campaignSetId, kind: "push", dryRun: false, endedAt: { not: null } },
    orderBy: { id: "desc" },
  });
  if (!latest) return;
  await allowed(async () => {
    const { run, report } = await undoRun({ actor, runId: latest.id });
    for (const { recordId, fields } of report.reverted) {
      const values = await valuesOf(recordId);
      for (const field of fields) {
        const value = values[field];
        if (FIELDS.includes(field) && value) drill.book.undo(recordId, field as Field, value);
      }
    }
    drill.book.tell(`undo of a run: ${report.reverted.length} records`);
    await carryOut(drill, run.id);
  });
}

async function valuesOf(id: string): Promise<Record<string, string>> {
  const row =
    (await db.campaign.findUnique({ where: { id } })) ??
    (await db.adGroup.findUnique({ where: { id } })) ??
    (await db.ad.findUnique({ where: { id } }));
  return Object.fromEntries(Object.entries(row ?? {}).map(([column, value]) => [column, String(value)]));
}

/** Plans, approves exactly that and pushes: on a platform that does as it is toldHarm, nothing else may be written. */
async function pushAsPlanned(drill: Drill): Promise<void> {
  const { world, host, desk, book } = drill;
  const { actor, campaignSetId } = world;
  host.setFaults("reddit", []);
  // What began in the same moment as our last write is not believed: between people and workers time passes.
  await drill.clock.sleep(MINUTE);
  const plan = await makePlan({ actor, campaignSetId });
  await allowed(async () => {
    const { row, created } = await openRunFor({ actor, campaignSetId, planId: plan.planId });
    if (!created) return;
    desk.forgetCalls();
    const run = await carryOut(drill, row.id);
    book.tell(`push as planned: ${plan.operations.length} operations, ${run?.status}`);
    await compareWithPlan(drill, plan.operations);
  });
}

const WIRE: Record<string, string> = { name: "name", configured_status: "status", goal_value: "budgetAmountMicros" };

type Planned = { kind: string; recordKind: string; recordId: string; changes: { field: string }[] };

async function compareWithPlan({ world, desk, book }: Drill, operations: readonly Planned[]): Promise<void> {
  const writes = desk.writes();
  if (writes.length === 0) return;
  const links = await db.link.findMany({
    where: { campaignSetId: world.campaignSetId, recordId: { in: operations.map(({ recordId }) => recordId) } },
  });
  const byPlatformId = new Map(
    links.map(({ platformId, recordId }) => [platformId, operations.filter((item) => item.recordId === recordId)]),
  );
  for (const [plural, kind] of [
    ["campaigns", "campaign"],
    ["ad_groups", "ad_group"],
    ["ads", "ad"],
  ] as const) {
    const made = writes.filter(({ method, path }) => method === "POST" && path.endsWith(`/${plural}`)).length;
    const planned = operations.filter((item) => item.kind === "create" && item.recordKind === kind).length;
    if (made > planned) book.blame(`${made} ${plural} were made where the plan makes ${planned}`);
  }
  for (const { method, path, body } of writes) {
    const id = /\/(?:campaigns|ad_groups|ads)\/([^/]+)$/.exec(path)?.[1];
    if (method !== "PATCH" || !id) continue;
    const planned = byPlatformId.get(id) ?? [];
    if (planned.length === 0) book.blame(`${path} was written, and is not in the plan`);
    const isCreate = planned.some(({ kind }) => kind === "create");
    const fields = new Set(planned.flatMap(({ changes }) => changes.map(({ field }) => field)));
    for (const wire of Object.keys((body as { data?: object } | null)?.data ?? {})) {
      const field = WIRE[wire];
      if (field && planned.length > 0 && !isCreate && !fields.has(field))
        book.blame(`${field} of ${path} was written, and is not in the plan`);
    }
  }
}

/**
 * What is made again with much more to spend waits for a person, and everything below it with it. Opens a run in which
 * somebody lets that pass; null when nothing of the plan waits so.
 */
export async function letPass({ world: { actor, campaignSetId } }: Drill, { planId, held }: Plan) {
  const approve = held.filter(({ kind, guard }) => kind === "create" && guard !== null).map(({ id }) => id);
  return approve.length > 0 ? openRunFor({ actor, campaignSetId, planId, approve }) : null;
}
