import { expect, test, vi } from "vitest";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createPushedWorld } from "../testing/pushed-world";
import { createDesk } from "../testing/reddit-desk";
import { carryOutRun, createSyncWorld, insertRunRow, push as pushWorld } from "../testing/sync-world";
import { undoRun } from "./undo-run";

vi.mock("./send-run", () => ({ sendRun: () => Promise.resolve() }));

test("what was archived together with another edit is left whole, because nothing wakes it again", async () => {
  const { actor, edit, campaign, push } = await createPushedWorld();
  await edit({ name: "Renamed", status: "archived" });
  const run = await push();
  await expect(undoRun({ actor, runId: run?.id ?? "" })).rejects.toMatchObject({
    code: "precondition",
    message: expect.stringContaining("put away"),
  });
  expect(await campaign()).toMatchObject({ name: "Renamed", status: "archived" });
});

test("what a guardrail would hold is left with its reason, and the rest goes back", async () => {
  const { world, actor, edit, campaign, there, push, plan } = await createPushedWorld();
  await edit({ name: "Cheap", budgetAmountMicros: 20_000_000n });
  const second = await push();
  const { run, report } = await undoRun({ actor, runId: second?.id ?? "" });
  expect(report).toMatchObject({
    reverted: [{ fields: ["name"] }],
    left: [{ field: "budgetAmountMicros", reason: expect.stringContaining("+150 %") }],
  });
  await carryOutRun(world, run.id);
  expect(await db.syncRun.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({
    status: "completed",
    synced: 1,
  });
  expect(await campaign()).toMatchObject({ name: "Campaign 1", budgetAmountMicros: 20_000_000n });
  expect(await there()).toMatchObject({ name: "Campaign 1", goal_value: 20_000_000 });
  expect((await plan()).held).toEqual([]);
});

test("a drift that the run put back is left: no value of the platform becomes ours", async () => {
  const { actor, desk, edit, campaign, push, id } = await createPushedWorld();
  await edit({ name: "Renamed" });
  const second = await push();
  await db.operation.updateMany({
    where: { syncRunId: second?.id, recordId: id },
    data: { changes: [{ field: "name", from: "Theirs", to: "Renamed", agreed: "Renamed", by: null, reason: "" }] },
  });
  desk.forgetCalls();
  await expect(undoRun({ actor, runId: second?.id ?? "" })).rejects.toMatchObject({
    message: expect.stringContaining("nothing was edited here"),
  });
  expect(await campaign()).toMatchObject({ name: "Renamed" });
});

test("a campaign that was made and kept paused stays paused: the next push does not enable it", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 2, ads: 0 } });
  const desk = createDesk(world);
  world.host.setFaults("reddit", [
    { kind: "status", status: 400, match: { method: "POST", path: "/ad_groups" }, times: 1 },
  ]);
  const first = await pushWorld(world);
  expect(first).toMatchObject({ status: "partial" });
  await clock.sleep(60_000);
  const { run, report } = await undoRun({ actor: world.actor, runId: first?.id ?? "" });
  expect(report.left).toEqual([]);
  expect(report.reverted).toContainEqual(expect.objectContaining({ recordKind: "campaign", fields: ["status"] }));
  await carryOutRun(world, run.id);
  await clock.sleep(60_000);
  await pushWorld(world);
  expect((await desk.list("campaign")).map((item) => item.configured_status)).toEqual(["PAUSED"]);
});

test("with a paused connection, or while the set is pushed, nothing changes here either", async () => {
  const { world, actor, edit, campaign, push } = await createPushedWorld();
  await edit({ name: "Renamed" });
  const second = await push();
  const runId = second?.id ?? "";
  const setStatus = (status: "paused" | "active") =>
    db.connection.update({ where: { id: world.connectionId }, data: { status } });
  await setStatus("paused");
  await expect(undoRun({ actor, runId })).rejects.toMatchObject({ code: "precondition" });
  expect(await campaign()).toMatchObject({ name: "Renamed" });
  await setStatus("active");
  await insertRunRow(world);
  await expect(undoRun({ actor, runId })).rejects.toMatchObject({ message: expect.stringContaining("being pushed") });
  expect(await campaign()).toMatchObject({ name: "Renamed" });
  expect(await db.auditEntry.count({ where: { subjectId: runId, action: "sync.undo" } })).toBe(0);
});

test("what changed elsewhere over there since the last reading is taken over, and the undo goes on", async () => {
  const { world, actor, desk, edit, campaign, platformId, push } = await createPushedWorld({
    campaigns: 2,
    adGroups: 0,
    ads: 0,
  });
  await edit({ name: "Renamed" });
  const second = await push();
  const other = (await desk.list("campaign")).find((item) => item.id !== platformId);
  desk.change("campaign", other?.id ?? "", { name: "Renamed there" });
  const { run } = await undoRun({ actor, runId: second?.id ?? "" });
  await carryOutRun(world, run.id);
  expect(await db.syncRun.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({
    status: "completed",
    total: 1,
  });
  expect(await campaign()).toMatchObject({ name: "Campaign 1" });
});

test("an edit of another record that nobody has pushed is not sent along", async () => {
  const { world, actor, desk, edit, id, push } = await createPushedWorld({ campaigns: 2, adGroups: 0, ads: 0 });
  await edit({ name: "Renamed" });
  const second = await push();
  const other = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId, id: { not: id } } });
  await db.campaign.update({ where: { id: other.id }, data: { name: "Not yet", version: { increment: 1 } } });
  desk.forgetCalls();
  const { run } = await undoRun({ actor, runId: second?.id ?? "" });
  await carryOutRun(world, run.id);
  expect(desk.writes()).toHaveLength(1);
  expect((await desk.of("campaign", other.id)).name).not.toContain("Not yet");
});
