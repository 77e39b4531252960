import { beforeEach, describe, expect, test, vi } from "vitest";
import { editCampaign } from "../campaigns/edit-campaign";
import { getCampaignSet } from "../campaigns/get-campaign-set";
import { db } from "../db/client";
import { CampaignPatch } from "../domain/campaign";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk, type Desk } from "../testing/reddit-desk";
import { carryOutRun, createSyncWorld, push, type SyncWorld } from "../testing/sync-world";
import { cancelRun } from "./cancel-run";
import { failRun } from "./close-run";
import { getSyncRun } from "./get-sync-run";
import { getPlan, makePlan } from "./make-plan";
import { requestSync } from "./request-sync";
import { retryRun } from "./retry-run";
import { setRunning } from "./set-running";

// Runs are carried out here, step by step; nobody has to be told.
vi.mock("./send-run", () => ({ sendRun: () => Promise.resolve() }));

let world: SyncWorld;
let desk: Desk;

beforeEach(async () => {
  world = await createSyncWorld({
    clock: createFakeClock({ at: new Date(), auto: true }),
    size: { campaigns: 2, adGroups: 1, ads: 1 },
  });
  desk = createDesk(world);
});

const plan = () => makePlan({ actor: world.actor, campaignSetId: world.campaignSetId });
const sync = (options: Partial<Parameters<typeof requestSync>[0]> = {}) =>
  requestSync({ actor: world.actor, campaignSetId: world.campaignSetId, ...options });
const carryOut = async (runId: string) => {
  await carryOutRun(world, runId);
  return getSyncRun({ actor: world.actor, runId });
};
const rename = async (name = "Another name") => {
  const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  await db.campaign.update({ where: { id: campaign.id }, data: { name, version: { increment: 1 } } });
  return campaign.id;
};

describe("an approved plan", () => {
  test("is carried out as it was shown, operation by operation", async () => {
    const shown = await plan();
    const { run } = await sync({ planId: shown.planId });
    expect(await carryOut(run.id)).toMatchObject({ status: "completed", planId: shown.planId });
    expect(shown.pushedBy).toBeNull();
    expect(await getPlan({ actor: world.actor, planId: shown.planId })).toMatchObject({
      stale: true,
      pushedBy: { runId: run.id, at: run.createdAt, refused: false },
    });
    const done = await db.operation.findMany({ where: { syncRunId: run.id }, orderBy: { seq: "asc" } });
    expect(done.map(({ id, changes }) => ({ id, changes }))).toEqual(
      shown.operations.map(({ id, changes }) => ({ id, changes })),
    );
    expect(done.every(({ state }) => state === "applied")).toBe(true);
  });

  test("is refused when something was edited since", async () => {
    const { planId } = await plan();
    await rename();
    await expect(sync({ planId })).rejects.toMatchObject({ code: "plan_stale" });
    expect(await db.syncRun.count({ where: { campaignSetId: world.campaignSetId } })).toBe(0);
    expect(await getPlan({ actor: world.actor, planId })).toMatchObject({ stale: true });
  });

  test("sends nothing when the edit comes between the request and the run", async () => {
    const { planId } = await plan();
    const { run } = await sync({ planId });
    await rename();
    expect(await carryOut(run.id)).toMatchObject({
      status: "failed",
      error: { code: "plan_stale" },
      progress: { total: 0 },
      unsent: 6,
    });
    expect(await getPlan({ actor: world.actor, planId })).toMatchObject({ pushedBy: { runId: run.id, refused: true } });
    expect(desk.writes()).toEqual([]);
  });

  test("sends nothing when the platform moved what it rests on", async () => {
    await push(world);
    const id = await rename();
    const { planId } = await plan();
    const remote = await desk.of("campaign", id);
    await world.clock.sleep(60_000);
    desk.change("campaign", remote.id, { goal_value: 60_000_000 });
    desk.forgetCalls();
    const { run } = await sync({ planId });
    expect(await carryOut(run.id)).toMatchObject({ status: "failed", error: { code: "plan_stale" } });
    expect(desk.writes()).toEqual([]);
  });

  test("is carried out once, even when its first run was stopped before it did anything", async () => {
    const { planId } = await plan();
    const { run } = await sync({ planId });
    await cancelRun({ actor: world.actor, runId: run.id });
    await expect(sync({ planId })).rejects.toMatchObject({ code: "plan_stale" });
    const { run: again } = await sync();
    expect(await carryOut(again.id)).toMatchObject({ status: "completed", progress: { synced: 6 } });
  });

  test("says what is left of the platform's quotas when somebody looks, not when it was made", async () => {
    const { planId, calls } = await plan();
    const limit = calls[0]?.quota.find(({ group }) => group === "write")?.limit ?? 0;
    expect(calls).toMatchObject([{ minimumSeconds: 0, quota: [{ left: limit }, {}] }]);
    const { connectionId } = world;
    const endsAt = new Date(Date.now() + 30_000);
    await db.quotaWindow.create({
      data: { connectionId, quotaGroup: "write", limit, windowMs: 60_000, used: limit - 2, endsAt },
    });
    const later = await getPlan({ actor: world.actor, planId });
    const write = later.calls[0]?.quota.find(({ group }) => group === "write");
    expect(write).toMatchObject({ left: 2, limit, resetsAt: endsAt.toISOString() });
    expect(later.calls[0]?.minimumSeconds).toBeGreaterThan(25);
    expect(later.calls[0]?.minimumSeconds).toBeLessThanOrEqual(30);
  });

  test("of another set does not exist", async () => {
    const { planId } = await plan();
    const other = await createSyncWorld({ clock: world.clock, host: world.host });
    await expect(requestSync({ actor: other.actor, campaignSetId: other.campaignSetId, planId })).rejects.toMatchObject(
      { code: "not_found" },
    );
  });
});

describe("of a plan, what was ticked", () => {
  test("is all that is sent", async () => {
    const { planId, operations } = await plan();
    const campaignId = operations[0]?.campaignId;
    const ticked = operations.filter((operation) => operation.campaignId === campaignId).map(({ id }) => id);
    const { run } = await sync({ planId, operationIds: ticked });
    expect(await carryOut(run.id)).toMatchObject({
      status: "completed",
      progress: { synced: 3, total: 3, skipped: 0 },
      unsent: 3,
    });
    expect(await desk.list("campaign")).toHaveLength(1);
    expect(await desk.list("ad")).toMatchObject([{ configured_status: "ACTIVE" }]);
    expect((await plan()).operations).toHaveLength(3);
  });

  test("goes live without what was left out on purpose", async () => {
    const { planId, operations } = await plan();
    const ticked = operations.filter(({ recordKind }) => recordKind !== "ad").map(({ id }) => id);
    const { run } = await sync({ planId, operationIds: ticked });
    expect(await carryOut(run.id)).toMatchObject({ status: "completed" });
    expect(await desk.list("campaign")).toMatchObject([
      { configured_status: "ACTIVE" },
      { configured_status: "ACTIVE" },
    ]);
    expect(await desk.list("ad")).toEqual([]);
  });

  test("waits when the record above it was not", async () => {
    const { planId, operations } = await plan();
    const ticked = operations.filter(({ recordKind }) => recordKind === "ad").map(({ id }) => id);
    const { run } = await sync({ planId, operationIds: ticked });
    expect(await carryOut(run.id)).toMatchObject({ progress: { synced: 0, skipped: 2 } });
    expect(await desk.list("ad")).toEqual([]);
  });
});

describe("of a plan, what cannot be pushed", () => {
  const stateOfAll = async (planId: string) => ({
    operations: await db.operation.findMany({ where: { planId }, orderBy: { seq: "asc" } }),
    runs: await db.syncRun.count({ where: { campaignSetId: world.campaignSetId } }),
    set: await db.campaignSet.findUniqueOrThrow({ where: { id: world.campaignSetId } }),
  });

  test.each<[string, (planned: string[], earlier: string[]) => Promise<string>]>([
    ["belongs to nobody", () => Promise.resolve(crypto.randomUUID())],
    ["is of an earlier plan of the set", (_, earlier) => Promise.resolve(earlier[0] ?? "")],
    [
      "is of another organisation",
      async () => {
        const other = await createSyncWorld({ clock: world.clock, host: world.host });
        const theirs = await makePlan({ actor: other.actor, campaignSetId: other.campaignSetId });
        return theirs.operations[0]?.id ?? "";
      },
    ],
    ["is held", (planned) => setState(planned.at(-1), "held")],
    ["was pushed before", (planned) => setState(planned.at(-1), "applied")],
  ])("is refused by name when it %s, and nothing is opened", async (_, idOf) => {
    const earlier = await plan();
    await rename();
    const { planId, operations } = await plan();
    expect(planId).not.toBe(earlier.planId);
    const planned = operations.map(({ id }) => id);
    const wrong = await idOf(
      planned,
      earlier.operations.map(({ id }) => id),
    );
    expect(wrong).not.toBe("");
    const before = await stateOfAll(planId);
    const operationIds = [...new Set([...planned.slice(0, -1), wrong])];
    await expect(sync({ planId, operationIds })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "operationIds" }],
    });
    expect(await stateOfAll(planId)).toEqual(before);
  });

  async function setState(id = "", state: "held" | "applied"): Promise<string> {
    await db.operation.update({ where: { id }, data: { state } });
    return id;
  }

  test("is told apart from an id that is named twice, or in capitals", async () => {
    const { planId, operations } = await plan();
    const [id = ""] = operations.map((operation) => operation.id);
    const { run } = await sync({ planId, operationIds: [id, id.toUpperCase()] });
    expect(await carryOut(run.id)).toMatchObject({ status: "completed", progress: { synced: 1, total: 1 } });
  });
});

describe("a dry run", () => {
  test("writes nothing at the platform, and its plan is what a push would do", async () => {
    await push(world);
    desk.forgetCalls();
    await rename();
    const links = await db.link.findMany({ where: { campaignSetId: world.campaignSetId }, orderBy: { id: "asc" } });
    const { run } = await sync({ dryRun: true });
    const ended = await carryOut(run.id);
    expect(ended).toMatchObject({
      status: "completed",
      progress: { synced: 0, failed: 0, total: 0 },
      changes: null,
      unsent: null,
      planned: { added: 0, changed: 1, removed: 0, held: 0 },
    });
    expect(desk.writes()).toEqual([]);
    expect(
      await db.link.findMany({ where: { campaignSetId: world.campaignSetId }, orderBy: { id: "asc" } }),
    ).toMatchObject(links.map(({ id, shadowDesired, platformId }) => ({ id, shadowDesired, platformId })));
    const shown = await getPlan({ actor: world.actor, planId: ended.planId ?? "" });
    expect(shown).toMatchObject({ stale: false, operations: [{ kind: "update", state: "planned" }] });
  });

  test("counts what a push would make, and what it would hold", async () => {
    const trial = async () => carryOut((await sync({ dryRun: true })).run.id);
    expect(await trial()).toMatchObject({ planned: { added: 6, changed: 0, removed: 0, held: 0 } });
    await push(world);
    const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
    await db.campaign.update({
      where: { id: campaign.id },
      data: { budgetAmountMicros: campaign.budgetAmountMicros * 20n, version: { increment: 1 } },
    });
    expect(await trial()).toMatchObject({ planned: { added: 0, changed: 0, removed: 0, held: 1 } });
  });

  test("takes nothing over that was changed over there", async () => {
    await push(world);
    const id = await rename("Ours");
    const there = await desk.of("campaign", id);
    await world.clock.sleep(60_000);
    desk.change("campaign", there.id, { goal_value: 61_000_000 });
    const campaign = () => db.campaign.findUniqueOrThrow({ where: { id } });
    const before = await campaign();
    const { run } = await sync({ dryRun: true });
    expect(await carryOut(run.id)).toMatchObject({ status: "completed" });
    expect(await campaign()).toEqual(before);
    await carryOut((await sync()).run.id);
    expect(await campaign(), "a push does").toMatchObject({ name: "Ours", budgetAmountMicros: 61_000_000n });
  });

  test("leaves the set's status as it was, whatever that is", async () => {
    await db.campaignSet.update({ where: { id: world.campaignSetId }, data: { status: "error" } });
    const status = async () => (await db.campaignSet.findUniqueOrThrow({ where: { id: world.campaignSetId } })).status;
    const { run } = await sync({ dryRun: true });
    expect(await status()).toBe("error");
    await carryOut(run.id);
    expect(await status()).toBe("error");
  });

  test("changes no plan: what is ticked or let pass is for a push", async () => {
    const { planId, operations } = await plan();
    const operationIds = operations.map(({ id }) => id);
    await expect(sync({ planId, operationIds: [], approve: operationIds, dryRun: true })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "operationIds" }, { path: "approve" }],
    });
    expect(await db.syncRun.count({ where: { campaignSetId: world.campaignSetId, dryRun: true } })).toBe(0);
  });

  test("leaves a plan that can be pushed", async () => {
    const { run } = await sync({ dryRun: true });
    const { planId } = await carryOut(run.id);
    expect(await getPlan({ actor: world.actor, planId: planId ?? "" })).toMatchObject({ pushedBy: null });
    const { run: pushed } = await sync({ planId: planId ?? undefined });
    expect(await carryOut(pushed.id)).toMatchObject({ status: "completed", progress: { synced: 6 } });
  });
});

test("an edit made while a run is under way is not sent by it, and is in the next plan", async () => {
  const { run } = await sync();
  const open: typeof world.open = async (options) => {
    await rename("Edited meanwhile");
    return world.open(options);
  };
  await carryOutRun(world, run.id, { open });
  expect(await getSyncRun({ actor: world.actor, runId: run.id })).toMatchObject({ status: "completed" });
  expect((await desk.list("campaign")).some(({ name }) => String(name).includes("meanwhile"))).toBe(false);
  expect((await plan()).operations).toMatchObject([
    { kind: "update", changes: [{ field: "name", to: "Edited meanwhile" }] },
  ]);
});

test("what was edited while a run was under way waits as soon as the run has closed, before anyone looks", async () => {
  const { run } = await sync();
  let edited = "";
  const open: typeof world.open = async (options) => {
    const connection = await world.open(options);
    const apply: typeof connection.adapter.apply = async (operation, hooks) => {
      edited ||= await rename("Edited meanwhile");
      return connection.adapter.apply(operation, hooks);
    };
    return { ...connection, adapter: { ...connection.adapter, apply } };
  };
  await carryOutRun(world, run.id, { open });
  const links = await db.link.findMany({ where: { campaignSetId: world.campaignSetId } });
  const waiting = links.filter((link) => link.syncStatus !== "synced");
  expect(waiting).toMatchObject([{ recordId: edited, syncStatus: "pending" }]);
});

test("an edit that was refused and taken back leaves nothing that failed", async () => {
  await push(world);
  const adGroup = await db.adGroup.findFirstOrThrow({ where: { organizationId: world.actor.organizationId } });
  const aim = (communities: string[]) =>
    db.adGroup.update({
      where: { id: adGroup.id },
      data: { targeting: { communities, interests: [], locations: ["US"], devices: [] }, version: { increment: 1 } },
    });
  await aim(["nobodyknowsthis"]);
  expect(await push(world)).toMatchObject({ status: "failed", failed: 1 });
  await aim(["gaming"]);
  const { sync: summary } = await getCampaignSet({ actor: world.actor, campaignSetId: world.campaignSetId });
  expect(summary).toMatchObject({ failed: 0, pending: 0 });
  const link = await db.link.findFirst({ where: { recordId: adGroup.id } });
  expect(link).toMatchObject({ syncStatus: "synced", errorLog: null, retryCount: 0 });
});

describe("pausing a whole set", () => {
  test("sends one status for each campaign and nothing else; resuming takes it back", async () => {
    await push(world);
    desk.forgetCalls();
    const { run } = await setRunning({ actor: world.actor, campaignSetId: world.campaignSetId, running: false });
    expect(run).toMatchObject({ trigger: "pause" });
    expect(await carryOut(run.id)).toMatchObject({ status: "completed", progress: { synced: 2 } });
    expect(desk.writes().map(({ body }) => body)).toEqual(Array(2).fill({ data: { configured_status: "PAUSED" } }));
    const { run: resumed } = await setRunning({
      actor: world.actor,
      campaignSetId: world.campaignSetId,
      running: true,
    });
    await carryOut(resumed.id);
    expect(await desk.list("campaign")).toMatchObject([
      { configured_status: "ACTIVE" },
      { configured_status: "ACTIVE" },
    ]);
  });

  test("resuming it does not wake what a person had paused by itself", async () => {
    await push(world);
    const [first] = await db.campaign.findMany({ where: { campaignSetId: world.campaignSetId } });
    const { id = "", version = 1 } = first ?? {};
    await editCampaign({ actor: world.actor, id, patch: CampaignPatch.parse({ version, status: "paused" }) });
    const set = { actor: world.actor, campaignSetId: world.campaignSetId };
    await carryOut((await setRunning({ ...set, running: false })).run.id);
    await carryOut((await setRunning({ ...set, running: true })).run.id);
    expect(await desk.of("campaign", id)).toMatchObject({ configured_status: "PAUSED" });
    const statuses = (await desk.list("campaign")).map((item) => item.configured_status);
    expect(statuses.sort()).toEqual(["ACTIVE", "PAUSED"]);
    // Asked once more, because the answer was lost perhaps: nothing is left that was paused with the set.
    await carryOut((await setRunning({ ...set, running: true })).run.id);
    expect(await desk.of("campaign", id)).toMatchObject({ configured_status: "PAUSED" });
  });

  test("resuming a set of which nothing runs wakes all of it, paused by hand or not", async () => {
    await push(world);
    for (const { id, version } of await db.campaign.findMany({ where: { campaignSetId: world.campaignSetId } })) {
      await editCampaign({ actor: world.actor, id, patch: CampaignPatch.parse({ version, status: "paused" }) });
    }
    await push(world);
    const set = { actor: world.actor, campaignSetId: world.campaignSetId };
    await carryOut((await setRunning({ ...set, running: true })).run.id);
    expect((await desk.list("campaign")).map((item) => item.configured_status)).toEqual(["ACTIVE", "ACTIVE"]);
  });

  test("reaches the platform even when it is asked for in the middle of a push", async () => {
    await push(world);
    await rename();
    const { run: pushing } = await sync();
    const { run } = await setRunning({ actor: world.actor, campaignSetId: world.campaignSetId, running: false });
    await carryOut(pushing.id);
    if (run.id !== pushing.id) await carryOut(run.id);
    const open = await db.syncRun.findFirst({ where: { openKey: world.campaignSetId } });
    if (open) await carryOut(open.id);
    expect(await desk.list("campaign")).toMatchObject([
      { configured_status: "PAUSED" },
      { configured_status: "PAUSED" },
    ]);
  });
});

describe("stopping a run", () => {
  test("that nobody works on closes it at once", async () => {
    const { run } = await sync();
    expect(await cancelRun({ actor: world.actor, runId: run.id })).toMatchObject({ run: { status: "cancelled" } });
    expect(await carryOut(run.id)).toMatchObject({ status: "cancelled" });
    expect(desk.writes()).toEqual([]);
    expect((await sync()).created).toBe(true);
  });

  test("in its middle finishes what is on its way, starts nothing new, and a retry finishes the rest", async () => {
    const { run } = await sync();
    let calls = 0;
    const open: typeof world.open = async (options) => {
      const connection = await world.open(options);
      const apply: typeof connection.adapter.apply = async (operation, hooks) => {
        calls += 1;
        if (calls === 2) await cancelRun({ actor: world.actor, runId: run.id });
        return connection.adapter.apply(operation, hooks);
      };
      return { ...connection, adapter: { ...connection.adapter, apply } };
    };
    await carryOutRun(world, run.id, { open, leaseMs: 60_000 });
    const stopped = await getSyncRun({ actor: world.actor, runId: run.id });
    expect(stopped).toMatchObject({ status: "cancelled" });
    expect(calls).toBeLessThan(6);
    const live = (await desk.list("campaign")).filter((item) => item.configured_status === "ACTIVE");
    expect(live).toEqual([]);
    const links = await db.link.findMany({ where: { campaignSetId: world.campaignSetId } });
    const remote = [...(await desk.list("campaign")), ...(await desk.list("ad-group")), ...(await desk.list("ad"))];
    expect(links.flatMap(({ platformId }) => platformId ?? []).sort()).toEqual(remote.map(({ id }) => id).sort());
    // What was created but not enabled yet waits; it is not in step.
    const started = links.filter(({ platformId, recordKind }) => platformId && recordKind === "campaign");
    expect(started.map(({ syncStatus }) => syncStatus)).toEqual(started.map(() => "pending"));
    expect(started.length).toBeGreaterThan(0);

    const { run: retried } = await retryRun({ actor: world.actor, runId: run.id });
    expect(await carryOut(retried.id)).toMatchObject({ status: "completed" });
    expect(await desk.list("campaign")).toHaveLength(2);
    expect(await desk.list("ad")).toHaveLength(2);
    expect((await plan()).operations).toEqual([]);
  });
});

describe("a person's retry", () => {
  test("carries what did not land, with what was mended of it, and nothing else that was edited since", async () => {
    await push(world);
    await rename("Refused");
    world.host.setFaults("reddit", [{ kind: "status", status: 400, match: { method: "PATCH" }, times: 1 }]);
    const { run } = await sync();
    expect(await carryOut(run.id)).toMatchObject({ status: "failed", left: { failed: 1, waiting: 0 } });
    await rename("Mended");
    const ad = await db.ad.findFirstOrThrow({ where: { organizationId: world.actor.organizationId } });
    await db.ad.update({
      where: { id: ad.id },
      data: { finalUrl: "https://example.com/new", version: { increment: 1 } },
    });
    const { run: retried } = await retryRun({ actor: world.actor, runId: run.id });
    expect(await carryOut(retried.id)).toMatchObject({ status: "completed", progress: { synced: 1, total: 1 } });
    expect((await desk.list("campaign")).some(({ name }) => String(name).startsWith("Mended"))).toBe(true);
    expect((await plan()).operations).toMatchObject([{ recordKind: "ad" }]);
    // It came over with a later run: of this one nothing is left.
    expect(await getSyncRun({ actor: world.actor, runId: run.id })).toMatchObject({ left: { failed: 0, waiting: 0 } });
    await expect(retryRun({ actor: world.actor, runId: run.id })).rejects.toMatchObject({ code: "precondition" });
  });

  test("of a run whose plan did not hold any more asks for a new plan", async () => {
    await push(world);
    await rename();
    const { planId } = await plan();
    const { run } = await sync({ planId });
    await rename("Edited meanwhile");
    expect(await carryOut(run.id)).toMatchObject({ left: { failed: 0, waiting: 0 } });
    await expect(retryRun({ actor: world.actor, runId: run.id })).rejects.toMatchObject({ code: "plan_stale" });
  });

  test("of a trial is a trial too, and sends nothing", async () => {
    const { run } = await sync({ dryRun: true });
    await failRun(run.id, new Error("it broke"));
    const { run: retried } = await retryRun({ actor: world.actor, runId: run.id });
    expect(await carryOut(retried.id)).toMatchObject({ dryRun: true, status: "completed", planned: { added: 6 } });
    expect(desk.writes()).toEqual([]);
  });
});

test("one set has one open run, however many ask at once", async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => sync()));
  expect(new Set(answers.map(({ run }) => run.id)).size).toBe(1);
  expect(answers.filter(({ created }) => created)).toHaveLength(1);
});

test("nothing is pushed through a connection that has to be connected again", async () => {
  await db.connection.update({ where: { id: world.connectionId }, data: { status: "reauthorize" } });
  await expect(sync()).rejects.toMatchObject({
    code: "precondition",
    message: expect.stringContaining("connected again"),
  });
});

test("a foreign organisation sees neither run nor plan", async () => {
  const { planId } = await plan();
  const { run } = await sync();
  const other = await createSyncWorld({ clock: world.clock, host: world.host });
  for (const attempt of [
    () => getPlan({ actor: other.actor, planId }),
    () => getSyncRun({ actor: other.actor, runId: run.id }),
    () => cancelRun({ actor: other.actor, runId: run.id }),
    () => retryRun({ actor: other.actor, runId: run.id }),
    () => makePlan({ actor: other.actor, campaignSetId: world.campaignSetId }),
    () => setRunning({ actor: other.actor, campaignSetId: world.campaignSetId, running: false }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await db.syncRun.findUnique({ where: { id: run.id } })).toMatchObject({
    status: "queued",
    cancelRequestedAt: null,
  });
});
