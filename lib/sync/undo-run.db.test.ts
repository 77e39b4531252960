import { expect, test, vi } from "vitest";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { carryOutRun, createSyncWorld, pull, push } from "../testing/sync-world";
import { makePlan } from "./make-plan";
import { undoRun } from "./undo-run";

// Runs are carried out here, step by step; nobody has to be told.
vi.mock("./send-run", () => ({ sendRun: () => Promise.resolve() }));

/** Three campaigns on Reddit, of which a second push renamed all and gave the first another budget. */
async function twoPushes() {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 3, adGroups: 1, ads: 0 } });
  const desk = createDesk(world);
  const { actor, campaignSetId } = world;
  const first = await push(world);
  await clock.sleep(60_000);
  const campaigns = await db.campaign.findMany({ where: { campaignSetId }, orderBy: { position: "asc" } });
  const ids = campaigns.map(({ id }) => id) as [string, string, string];
  const edit = (id: string, data: Parameters<typeof db.campaign.update>[0]["data"]) =>
    db.campaign.update({ where: { id }, data: { ...data, version: { increment: 1 } } });
  for (const [index, id] of ids.entries()) await edit(id, { name: `Renamed ${index + 1}` });
  await edit(ids[0], { budgetAmountMicros: 60_000_000n });
  const second = await push(world);
  await clock.sleep(60_000);
  const undo = async (runId: string | undefined) => {
    const { run, report } = await undoRun({ actor, runId: runId ?? "" });
    await carryOutRun(world, run.id);
    return { run: await db.syncRun.findUniqueOrThrow({ where: { id: run.id } }), report };
  };
  const row = (id: string) => db.campaign.findUniqueOrThrow({ where: { id } });
  const plan = () => makePlan({ actor, campaignSetId });
  return { clock, world, desk, actor, ids, edit, undo, row, plan, first, second };
}

test("what still stands goes back on both sides, and the next poll does not bring it back", async () => {
  const { world, desk, ids, undo, row, plan, second } = await twoPushes();
  desk.forgetCalls();
  const { run, report } = await undo(second?.id);
  expect(run).toMatchObject({ kind: "undo", undoOfId: second?.id, status: "completed", synced: 3 });
  expect(report).toMatchObject({ reverted: [{ fields: ["name", "budgetAmountMicros"] }, {}, {}], left: [] });
  expect(await row(ids[0])).toMatchObject({ name: "Campaign 1", budgetAmountMicros: 50_000_000n });
  expect(await desk.of("campaign", ids[0])).toMatchObject({ goal_value: 50_000_000 });
  expect(desk.writes()).toHaveLength(3);
  expect((await plan()).operations).toEqual([]);
  expect(await pull(world)).toMatchObject({ findings: { pulled: 0, conflicts: 0 } });
  expect(await row(ids[0])).toMatchObject({ name: "Campaign 1" });
});

test("what was changed since, on either side, is left and named", async () => {
  const { world, desk, ids, edit, undo, row, second } = await twoPushes();
  await edit(ids[1], { name: "A third name" });
  desk.change("campaign", (await desk.of("campaign", ids[2])).id, { name: "Renamed there" });
  await pull(world);
  const { report } = await undo(second?.id);
  expect(report.reverted).toMatchObject([{ recordId: ids[0] }]);
  expect(report.left).toMatchObject([
    { recordId: ids[1], field: "name", reason: "Changed here since." },
    { recordId: ids[2], field: "name", reason: expect.stringContaining("since") },
  ]);
  expect(await row(ids[1])).toMatchObject({ name: "A third name" });
  expect(await row(ids[2])).toMatchObject({ name: "Renamed there" });
});

test("a record with another edit that nobody has pushed is left, so that the edit is not sent along", async () => {
  const { desk, ids, edit, undo, row, second } = await twoPushes();
  await edit(ids[0], { status: "paused" });
  const { report } = await undo(second?.id);
  expect(report.left).toMatchObject([{ recordId: ids[0], reason: expect.stringContaining("not pushed") }]);
  expect(await row(ids[0])).toMatchObject({ name: "Renamed 1", status: "paused" });
  expect(await desk.of("campaign", ids[0])).toMatchObject({ configured_status: "ACTIVE" });
});

test("what is gone is reported", async () => {
  const { ids, undo, second } = await twoPushes();
  await db.link.updateMany({ where: { recordId: ids[1] }, data: { goneAt: new Date() } });
  const { report } = await undo(second?.id);
  expect(report.left).toMatchObject([{ recordId: ids[1], reason: "Reddit no longer has it." }]);
  expect(report.reverted).toHaveLength(2);
});

test("what the run created is paused, not thrown away", async () => {
  const { desk, undo, first } = await twoPushes();
  await undo(first?.id);
  expect((await desk.list("campaign")).map((item) => item.configured_status)).toEqual(["PAUSED", "PAUSED", "PAUSED"]);
});

test("an undo can itself be undone", async () => {
  const { ids, undo, row, second } = await twoPushes();
  const { run } = await undo(second?.id);
  await undo(run.id);
  expect(await row(ids[0])).toMatchObject({ name: "Renamed 1", budgetAmountMicros: 60_000_000n });
});

test("a run of which nothing is left to take back says so and opens nothing", async () => {
  const { actor, ids, edit, second } = await twoPushes();
  for (const id of ids) await edit(id, { name: "Another", budgetAmountMicros: 55_000_000n });
  const runs = await db.syncRun.count();
  await expect(undoRun({ actor, runId: second?.id ?? "" })).rejects.toMatchObject({
    code: "precondition",
    message: expect.stringContaining("Nothing of this run can be taken back"),
  });
  expect(await db.syncRun.count()).toBe(runs);
});

test("pulls, open runs and other people's runs are refused", async () => {
  const { world, actor, second } = await twoPushes();
  const reading = await pull(world);
  await expect(undoRun({ actor, runId: reading?.id ?? "" })).rejects.toMatchObject({ code: "precondition" });
  const other = await createSyncWorld({ clock: world.clock, host: world.host });
  await expect(undoRun({ actor: other.actor, runId: second?.id ?? "" })).rejects.toMatchObject({ code: "not_found" });
});
