import { expect, test } from "vitest";
import { db } from "../../db/client";
import { createFakeClock } from "../../testing/fake-clock";
import { createPushedWorld, openThrough } from "../../testing/pushed-world";
import { createDesk } from "../../testing/reddit-desk";
import { carryOutRun, createSyncWorld, insertRunRow, pull } from "../../testing/sync-world";

test("law 3, no silent loss: a value of ours that theirs replaced, and theirs that ours replaced, stand in history", async () => {
  const { actor, id, edit, editThere, campaign, there, pull, push } = await createPushedWorld();
  await edit({ name: "Ours" });
  await push();
  editThere({ name: "Theirs" });
  await pull();
  expect(await campaign()).toMatchObject({ name: "Theirs" });
  expect(await db.auditEntry.findFirst({ where: { subjectId: id, action: "campaign.pull" } })).toMatchObject({
    actorKind: "platform",
    before: { name: "Ours" },
    after: { name: "Theirs" },
  });
  // A field of ours: a push puts it back, and the operation says what it found.
  await edit({ platformSettings: { invoiceLabel: "Our label" } });
  await push();
  editThere({ invoice_label: "Their label" });
  await push();
  expect(await there()).toMatchObject({ invoice_label: "Our label" });
  const operation = await db.operation.findFirst({
    where: { organizationId: actor.organizationId, recordId: id },
    orderBy: { id: "desc" },
  });
  expect(operation?.changes).toMatchObject([{ field: "settings.invoiceLabel", from: "Their label" }]);
});

test("law 3, no silent loss: what somebody wrote there while our answer was lost is not overwritten by the repetition", async () => {
  const { world, edit, editThere, campaign, there, conflicts, pull } = await createPushedWorld();
  await edit({ name: "Ours" });
  world.host.setFaults("reddit", [{ kind: "drop_after", match: { method: "PATCH" }, times: 1 }]);
  let isRenamed = false;
  const open = openThrough(world, async (input, init) => {
    try {
      return await world.host.fetch(input, init);
    } catch (error) {
      // Our name has arrived, its answer is lost; before we ask again, a person renames it.
      editThere({ name: "Theirs" });
      isRenamed = true;
      throw error;
    }
  });
  const runId = await insertRunRow(world);
  await carryOutRun(world, runId, { open });
  expect(isRenamed).toBe(true);
  expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "failed", failed: 1 });
  expect(await pull()).toMatchObject({ findings: { conflicts: 1 } });
  expect(await there()).toMatchObject({ name: "Theirs" });
  expect(await campaign()).toMatchObject({ name: "Ours" });
  expect(await conflicts()).toMatchObject([{ fields: [{ name: "name", local: "Ours", platform: "Theirs" }] }]);
});

test("law 3, no silent loss: what somebody changed there while the answer of a create was lost is taken over, not hidden", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const desk = createDesk(world);
  world.host.setFaults("reddit", [{ kind: "drop_after", match: { method: "POST", path: "/campaigns" }, times: 1 }]);
  const open = openThrough(world, async (input, init) => {
    try {
      return await world.host.fetch(input, init);
    } catch (error) {
      const [made] = await desk.list("campaign");
      desk.change("campaign", made?.id ?? "", { goal_value: 90_000_000 });
      throw error;
    }
  });
  await carryOutRun(world, await insertRunRow(world), { open });
  await clock.sleep(60_000);
  expect(await pull(world)).toMatchObject({ findings: { pulled: 1, conflicts: 0 } });
  expect(await desk.list("campaign")).toMatchObject([{ goal_value: 90_000_000 }]);
  const campaign = await db.campaign.findFirst({ where: { campaignSetId: world.campaignSetId } });
  expect(campaign).toMatchObject({ budgetAmountMicros: 90_000_000n });
});
