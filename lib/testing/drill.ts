import { resolveConflict } from "../conflicts/resolve-conflict";
import { undoResolution } from "../conflicts/undo-resolution";
import type { Opener } from "../connections/open-connection";
import { db } from "../db/client";
import { saveProgress } from "../db/progress";
import { findRunById } from "../db/sync-runs";
import { AppError } from "../errors";
import type { FaultKind } from "../platforms/simulators/faults";
import type { SimulatorHost } from "../platforms/simulators/host";
import { createRandom } from "../platforms/simulators/random";
import { makePlan } from "../sync/make-plan";
import { pullHere } from "../sync/pull/pull-here";
import { openPullFor } from "../sync/pull/request-pull";
import type { createFakeClock } from "./fake-clock";
import { createMortalWorker, type MortalWorker, withoutLookUp } from "./mortal-worker";
import { createDesk } from "./reddit-desk";
import { carryOutRun, createSyncWorld, insertRunRow, plantTree, type SyncWorld } from "./sync-world";

/**
 * The drill: people edit on both sides while workers push and pull through faults and deaths, all drawn from one seed.
 * When the dust has settled, the laws of sync are checked on what is left.
 */

export type Room = { host: SimulatorHost; clock: ReturnType<typeof createFakeClock> };

/** Faults planted by the drill itself, to see that it notices. */
export const PLANTS = ["no_look_up", "listings_trusted", "echo_as_change"] as const;
export type Plant = (typeof PLANTS)[number];

export type History = { seed: number; steps: string[]; violations: string[] };

type DrillOptions = {
  seed: number;
  account: number;
  plant?: Plant;
  /** Only the first steps are taken; what follows is left out. */
  length?: number;
};

const LISTING_FAULTS: FaultKind[] = ["stale_list", "repeat_page", "skip_page", "truncate_list"];
const CALL_FAULTS: FaultKind[] = [
  "status",
  "rate_limit",
  "drop_before",
  "drop_after",
  "cut_body",
  "error_in_200",
  "expire_token",
];
const MOST_STEPS = 9;
const MOST_WORKERS = 8;
const MOST_ROUNDS = 8;
const MINUTE = 60_000;

/** What people wrote: value by record and field, with the side it was written on. */
type Written = { recordId: string; field: string; value: string; side: "here" | "there" };

export async function runHistory({ host, clock }: Room, options: DrillOptions): Promise<History> {
  const { seed, account, plant } = options;
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  host.setFaults("reddit", []);
  const size = { campaigns: 2, adGroups: 1, ads: below(2) };
  const world = await createSyncWorld({ host, clock, account, size });
  const desk = createDesk(world);
  const { actor, campaignSetId, connectionId } = world;
  const steps: string[] = [];
  const violations: string[] = [];
  const written: Written[] = [];

  const worker = (dieAt: number): MortalWorker =>
    createMortalWorker(world, {
      dieAt,
      change: plant === "no_look_up" ? withoutLookUp : plant === "listings_trusted" ? trustingListings : undefined,
      save: plant === "echo_as_change" ? forgettingEchoes : undefined,
    });
  const survive = async (mortal: MortalWorker, work: () => Promise<void>) => {
    for (let attempt = 0; attempt < MOST_WORKERS; attempt++) {
      try {
        await work();
        return;
      } catch {
        // A killed worker, or a crash: the executor calls the function again, with a fresh worker.
        mortal.revive();
        await clock.sleep(MINUTE / 4);
      }
    }
  };
  const push = async (dieAt = Number.POSITIVE_INFINITY) => {
    await clock.sleep(MINUTE);
    const mortal = worker(dieAt);
    const runId = await insertRunRow(world);
    await survive(mortal, () => carryOutRun(world, runId, mortal));
    return findRunById(runId);
  };
  let isEditedThere = false;
  const pull = async (dieAt = Number.POSITIVE_INFINITY) => {
    await clock.sleep(MINUTE);
    const mortal = worker(dieAt);
    const { row } = await openPullFor({ actor, connectionId });
    await survive(mortal, () => pullHere(row.id, { clock, open: mortal.open }));
    const run = await findRunById(row.id);
    const findings = run?.findings as { pulled: number } | null;
    if (run?.status === "completed" && findings) {
      if (findings.pulled > 0 && !isEditedThere) violations.push("a pull took over what nobody had written there");
      isEditedThere = false;
    }
    return run;
  };
  const watch = watchSpend(world);

  const campaigns = () =>
    db.campaign.findMany({ where: { campaignSetId, deletedAt: null }, orderBy: { position: "asc" } });
  const adGroups = () =>
    db.adGroup.findMany({ where: { campaign: { campaignSetId, deletedAt: null } }, orderBy: { id: "asc" } });
  const note = (entry: Written) => {
    written.push(entry);
    if (entry.side === "there") isEditedThere = true;
    steps.push(`${entry.side}: ${entry.field} = ${entry.value}`);
  };
  const linkOf = (recordId: string) => db.link.findFirst({ where: { recordId, platformId: { not: null } } });

  const misbehave = () => {
    const kind = random() < 0.2 ? pick(LISTING_FAULTS) : pick(CALL_FAULTS);
    const after = below(6);
    host.setFaults("reddit", [{ kind, times: 1 + below(2), after }]);
    steps.push(`fault: ${kind} after ${after}`);
  };
  const scope = { organizationId: actor.organizationId, campaignSetId, connectionId };
  /** What was planted with this label counts as written here. */
  const noteAll = async (label: string) => {
    for (const row of await campaigns()) {
      if (!row.name.startsWith(`Campaign ${label}`)) continue;
      written.push(
        { recordId: row.id, field: "name", value: row.name, side: "here" },
        { recordId: row.id, field: "status", value: row.status, side: "here" },
        { recordId: row.id, field: "budgetAmountMicros", value: row.budgetAmountMicros.toString(), side: "here" },
      );
    }
    for (const row of await adGroups()) {
      if (row.name.startsWith(`Ad group ${label}`)) {
        written.push({ recordId: row.id, field: "name", value: row.name, side: "here" });
      }
    }
  };

  const actions: Record<string, () => Promise<void>> = {
    "rename here": async () => {
      const row = pick(await campaigns());
      const value = `Here ${seed}.${steps.length}`;
      await db.campaign.update({
        where: { id: row.id },
        data: { name: value, version: { increment: 1 }, editedById: actor.userId },
      });
      note({ recordId: row.id, field: "name", value, side: "here" });
    },
    "rename an ad group here": async () => {
      const row = pick(await adGroups());
      const value = `Group here ${seed}.${steps.length}`;
      await db.adGroup.update({
        where: { id: row.id },
        data: { name: value, version: { increment: 1 }, editedById: actor.userId },
      });
      note({ recordId: row.id, field: "name", value, side: "here" });
    },
    "pause or wake here": async () => {
      const row = pick(await campaigns());
      const value = row.status === "active" ? "paused" : "active";
      await db.campaign.update({
        where: { id: row.id },
        data: { status: value, version: { increment: 1 }, editedById: actor.userId },
      });
      note({ recordId: row.id, field: "status", value, side: "here" });
    },
    "budget here": async () => {
      const row = pick(await campaigns());
      const value = BigInt(40 + below(80)) * 1_000_000n;
      await db.campaign.update({
        where: { id: row.id },
        data: { budgetAmountMicros: value, version: { increment: 1 }, editedById: actor.userId },
      });
      note({ recordId: row.id, field: "budgetAmountMicros", value: value.toString(), side: "here" });
    },
    "rename there": async () => {
      const row = pick(await campaigns());
      const link = await linkOf(row.id);
      if (!link?.platformId) return;
      const value = `There ${seed}.${steps.length}`;
      desk.change("campaign", link.platformId, { name: value });
      note({ recordId: row.id, field: "name", value, side: "there" });
    },
    "rename an ad group there": async () => {
      const row = pick(await adGroups());
      const link = await linkOf(row.id);
      if (!link?.platformId) return;
      const value = `Group there ${seed}.${steps.length}`;
      desk.change("ad-group", link.platformId, { name: value });
      note({ recordId: row.id, field: "name", value, side: "there" });
    },
    "pause or wake there": async () => {
      const row = pick(await campaigns());
      const link = await linkOf(row.id);
      if (!link?.platformId) return;
      const value = random() < 0.5 ? "paused" : "active";
      desk.change("campaign", link.platformId, { configured_status: value.toUpperCase() });
      note({ recordId: row.id, field: "status", value, side: "there" });
    },
    "budget there": async () => {
      const row = pick(await campaigns());
      const link = await linkOf(row.id);
      if (!link?.platformId) return;
      const value = (40 + below(80)) * 1_000_000;
      desk.change("campaign", link.platformId, { goal_value: value });
      note({ recordId: row.id, field: "budgetAmountMicros", value: String(value), side: "there" });
    },
    push: async () => {
      const dieAt = random() < 0.5 ? 1 + below(24) : Number.POSITIVE_INFINITY;
      steps.push(`push, dies at ${dieAt}`);
      await push(dieAt);
    },
    pull: async () => {
      const dieAt = random() < 0.3 ? 1 + below(8) : Number.POSITIVE_INFINITY;
      steps.push(`pull, dies at ${dieAt}`);
      await pull(dieAt);
    },
    "a fault": async () => {
      misbehave();
    },
    "a lying list": async () => {
      const kind = pick(LISTING_FAULTS);
      host.setFaults("reddit", [{ kind, times: 4 + below(8), match: { method: "GET", path: "/campaigns?" } }]);
      steps.push(`fault: every list of campaigns has ${kind}, for two pulls`);
      await pull();
      await pull();
      host.setFaults("reddit", []);
    },
    "add a campaign here": async () => {
      const label = `${seed}.${steps.length} `;
      await plantTree({ ...scope, size: { campaigns: 1, adGroups: 1, ads: 0 }, label });
      await noteAll(label);
      steps.push("here: one more campaign");
    },
    "settle a conflict": async () => {
      const open = await db.conflict.findFirst({ where: { campaignSetId, status: "open" } });
      if (!open) return;
      const choice = random() < 0.5 ? "local" : "platform";
      await resolveConflict({ actor, conflictId: open.id, decision: { choice } });
      steps.push(`settle: ${choice}`);
    },
    "open a conflict again": async () => {
      const settled = await db.conflict.findFirst({
        where: { campaignSetId, status: "resolved" },
        orderBy: { resolvedAt: "desc" },
      });
      if (!settled) return;
      const undone = await undoResolution({ actor, conflictId: settled.id }).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        return null;
      });
      if (undone) steps.push("open again");
    },
  };
  const names = Object.keys(actions);

  await noteAll("");
  if (random() < 0.5) misbehave();
  const firstDeath = random() < 0.5 ? 1 + below(30) : Number.POSITIVE_INFINITY;
  steps.push(`first push, dies at ${firstDeath}`);
  await push(firstDeath);

  const length = options.length ?? 3 + below(MOST_STEPS - 2);
  for (let step = 0; step < length; step++) {
    const name = pick(names);
    try {
      await actions[name]?.();
    } catch (error) {
      violations.push(`${name} failed: ${String(error)}`);
    }
  }

  // Edits stop and the faults with them: what is open is settled, and soon there is nothing left to do.
  host.setFaults("reddit", []);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await pull();
    const open = await db.conflict.findMany({ where: { campaignSetId, status: "open" } });
    for (const { id } of open) {
      const choice = random() < 0.5 ? "local" : "platform";
      await resolveConflict({ actor, conflictId: id, decision: { choice } });
    }
    const plan = await makePlan({ actor, campaignSetId });
    if (plan.operations.length === 0 && open.length === 0) break;
    await push();
  }
  violations.push(...watch.violations, ...(await findViolations(world, written, desk, pull)));
  watch.stop();
  return { seed, steps, violations };
}

/** Makes every direct read answer "gone": a pull that acts on it, or on one short listing, throws records away. */
const trustingListings =
  (open: Opener): Opener =>
  async (options) => {
    const connection = await open(options);
    return { ...connection, adapter: { ...connection.adapter, fetch: async () => "gone" as const } };
  };

/** Forgets what a write's own answer showed, so that the next reading looks like somebody's edit. */
const forgettingEchoes: typeof saveProgress = (progress) =>
  saveProgress({
    ...progress,
    links: progress.links.map(({ shadowObserved: _forgotten, ...link }) =>
      link.shadowDesired === undefined ? link : { ...link, shadowObserved: {} },
    ),
  });

/** Watches the amounts we send: none may jump beyond the guardrail from what the platform held before. */
function watchSpend(world: SyncWorld): { violations: string[]; stop: () => void } {
  const violations: string[] = [];
  const { host } = world;
  const original = host.fetch;
  host.fetch = async (input, init) => {
    const request = new Request(input as RequestInfo, init);
    const id = /\/campaigns\/(\d+)$/.exec(new URL(request.url).pathname)?.[1];
    if (request.method === "PATCH" && id) {
      const body = (await request.clone().json()) as { data?: { goal_value?: number } };
      const wanted = body.data?.goal_value;
      const [held] = (
        host.platform("reddit").platform.control.list("campaign", new URLSearchParams()) as {
          id: string;
          goal_value?: number;
        }[]
      ).filter((item) => item.id === id);
      if (typeof wanted === "number" && held?.goal_value && wanted > held.goal_value * 1.5) {
        violations.push(`a budget jumped from ${held.goal_value} to ${wanted}`);
      }
    }
    return original(input, init);
  };
  return {
    violations,
    stop: () => {
      host.fetch = original;
    },
  };
}

const STATUS: Record<string, string> = { ACTIVE: "active", PAUSED: "paused", ARCHIVED: "archived" };

async function findViolations(
  world: SyncWorld,
  written: Written[],
  desk: ReturnType<typeof createDesk>,
  pull: () => Promise<Awaited<ReturnType<typeof findRunById>>>,
): Promise<string[]> {
  const { actor, campaignSetId } = world;
  const { organizationId } = actor;
  const violations: string[] = [];

  const plan = await makePlan({ actor, campaignSetId });
  if (plan.operations.length > 0) violations.push(`no convergence: ${plan.operations.length} operations are left`);
  desk.forgetCalls();
  const again = await pull();
  const findings = again?.findings as { pulled: number; agreed: number; conflicts: number } | null;
  if (again?.status !== "completed")
    violations.push(`the last pull ended as ${again?.status}: ${JSON.stringify(again?.error)}`);
  if (!findings || findings.pulled + findings.agreed + findings.conflicts > 0)
    violations.push(`a pull of an unchanged account found ${JSON.stringify(findings)}`);
  if (desk.writes().length > 0) violations.push("a pull wrote");

  const campaigns = await db.campaign.findMany({ where: { campaignSetId } });
  const adGroups = await db.adGroup.findMany({ where: { campaign: { campaignSetId } } });
  const links = await db.link.findMany({ where: { campaignSetId } });
  for (const [kind, recordKind, rows] of [
    ["campaign", "campaign", campaigns],
    ["ad-group", "ad_group", adGroups],
  ] as const) {
    const there = await desk.list(kind);
    const linked = links.filter((link) => link.recordKind === recordKind && link.platformId);
    if (there.length !== rows.length) violations.push(`${kind}: ${there.length} there, ${rows.length} here`);
    for (const row of rows) {
      const link = linked.find(({ recordId }) => recordId === row.id);
      const object = there.find(({ id }) => id === link?.platformId);
      if (!link || !object) {
        violations.push(`${kind} ${row.name} is not there`);
        continue;
      }
      if (link.goneAt !== null) violations.push(`${kind} ${row.name} counts as gone, and is there`);
      if (link.syncStatus === "conflict") violations.push(`${kind} ${row.name} is in conflict after all are settled`);
      const finals: [string, string, string][] = [
        ["name", row.name, String(object.name).replace(/ ·[0-9a-z]+$/, "")],
        ...("budgetAmountMicros" in row
          ? ([
              ["status", row.status, STATUS[object.configured_status] ?? object.configured_status],
              ["budgetAmountMicros", row.budgetAmountMicros.toString(), String(object.goal_value)],
            ] as [string, string, string][])
          : []),
      ];
      for (const [field, here, overThere] of finals) {
        const values = written.filter((item) => item.recordId === row.id && item.field === field);
        const isHeld = plan.held.some((operation) => operation.recordId === row.id);
        if (here !== overThere && !isHeld) violations.push(`${kind} ${field}: ${here} here, ${overThere} there`);
        for (const value of [here, overThere]) {
          if (!values.some((item) => item.value === value)) violations.push(`${kind} ${field}: nobody wrote ${value}`);
        }
        const lost = await findLoss(organizationId, row.id, values, [here, overThere]);
        if (lost) violations.push(`${kind} ${field}: ${lost} was lost without a trace`);
      }
    }
  }
  const hidden = await db.conflict.count({ where: { campaignSetId, status: "open" } });
  if (hidden > 0) violations.push(`${hidden} conflicts are open after all were settled`);
  return violations;
}

/** The last value each side wrote that is neither current nor found in a conflict or in history. */
async function findLoss(
  organizationId: string,
  recordId: string,
  values: Written[],
  current: string[],
): Promise<string | null> {
  const last = (["here", "there"] as const).flatMap((side) => values.filter((item) => item.side === side).at(-1) ?? []);
  const missing = last.filter(({ value }) => !current.includes(value));
  if (missing.length === 0) return null;
  const where = { organizationId, recordId };
  const traces = JSON.stringify([
    await db.auditEntry.findMany({
      where: { organizationId, subjectId: recordId },
      select: { before: true, after: true },
    }),
    await db.conflict.findMany({ where, select: { fields: true, resolution: true } }),
    await db.operation.findMany({ where, select: { changes: true } }),
  ]);
  return missing.find(({ value }) => !traces.includes(JSON.stringify(value)))?.value ?? null;
}
