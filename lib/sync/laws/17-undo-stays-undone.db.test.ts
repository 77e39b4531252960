import { expect, test } from "vitest";
import { resolveConflict } from "../../conflicts/resolve-conflict";
import { undoResolution } from "../../conflicts/undo-resolution";
import { createPushedWorld } from "../../testing/pushed-world";
import { carryOutRun } from "../../testing/sync-world";
import { undoRun } from "../undo-run";

test("law 17, undo stays undone: after an undone push, neither the next poll nor the next push brings its values back", async () => {
  const { world, actor, edit, campaign, there, desk, pull, push } = await createPushedWorld();
  await edit({ name: "A mistake", budgetAmountMicros: 60_000_000n, status: "paused" });
  const mistake = await push();
  const { run } = await undoRun({ actor, runId: mistake?.id ?? "" });
  await carryOutRun(world, run.id);
  desk.forgetCalls();
  for (let round = 0; round < 3; round++) {
    expect(await pull()).toMatchObject({ findings: { pulled: 0, conflicts: 0 } });
    expect(await push()).toMatchObject({ total: 0 });
  }
  expect(desk.writes()).toEqual([]);
  expect(await campaign()).toMatchObject({ name: "Campaign 1", budgetAmountMicros: 50_000_000n, status: "active" });
  expect(await there()).toMatchObject({ name: "Campaign 1", goal_value: 50_000_000, configured_status: "ACTIVE" });
});

test("law 17, undo stays undone: a list that still shows the past does not bring them back for good", async () => {
  const { world, actor, edit, campaign, there, pull, push } = await createPushedWorld();
  await edit({ name: "A mistake" });
  const mistake = await push();
  const { run } = await undoRun({ actor, runId: mistake?.id ?? "" });
  await carryOutRun(world, run.id);
  // Reddit's list shows what was a minute and a half ago: the mistake.
  world.host.setFaults("reddit", [{ kind: "stale_list", delayMs: 90_000, match: { method: "GET" } }]);
  await pull();
  world.host.setFaults("reddit", []);
  await push();
  expect(await there()).toMatchObject({ name: "Campaign 1" });
  expect(await campaign()).toMatchObject({ name: "Campaign 1" });
});

test("law 17, undo stays undone: after an undone decision, neither poll nor push decides it again", async () => {
  const { actor, edit, editThere, campaign, there, conflicts, pull, push } = await createPushedWorld();
  await edit({ name: "Ours" });
  editThere({ name: "Theirs" });
  await pull();
  const conflictId = (await conflicts())[0]?.id ?? "";
  await resolveConflict({ actor, conflictId, decision: { choice: "platform" } });
  await undoResolution({ actor, conflictId });
  for (let round = 0; round < 2; round++) {
    await pull();
    await push();
  }
  expect(await campaign()).toMatchObject({ name: "Ours" });
  expect(await there()).toMatchObject({ name: "Theirs" });
  expect(await conflicts()).toMatchObject([{ id: conflictId, status: "open" }]);
});
