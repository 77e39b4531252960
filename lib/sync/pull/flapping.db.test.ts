import { expect, test } from "vitest";
import { resolveConflict } from "../../conflicts/resolve-conflict";
import { undoResolution } from "../../conflicts/undo-resolution";
import { db } from "../../db/client";
import { createDesk } from "../../testing/reddit-desk";
import { createSyncWorld, pull, push } from "../../testing/sync-world";
import { makePlan } from "../make-plan";

// On the real clock: what flapped is ordered by when it was written down, here and there.
async function flap(times: number) {
  const world = await createSyncWorld({ size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const desk = createDesk(world);
  await push(world);
  const { id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  const there = String((await desk.of("campaign", id)).id);
  const name = async () => (await db.campaign.findUniqueOrThrow({ where: { id } })).name;
  const rename = (to: string) => db.campaign.update({ where: { id }, data: { name: to, version: { increment: 1 } } });
  const link = () => db.link.findFirstOrThrow({ where: { recordId: id } });
  for (let flip = 1; flip <= times; flip += 1) {
    desk.change("campaign", there, { name: "Theirs" });
    await pull(world);
    if (flip === times) break;
    await rename("Ours");
    await push(world);
  }
  return { world, desk, id, there, name, rename, link };
}

test("a field that flips three times within an hour stays as it is, and a person is asked", async () => {
  const { world, desk, id, name, link } = await flap(3);
  expect(await name()).toBe("Ours");
  expect(await link()).toMatchObject({ syncStatus: "conflict", frozenFields: ["name"] });
  const conflict = await db.conflict.findFirstOrThrow({ where: { recordId: id, status: "open" } });
  expect(conflict.fields).toMatchObject([{ name: "name", local: "Ours", platform: "Theirs", flapping: true }]);
  desk.forgetCalls();
  expect(await push(world)).toMatchObject({ synced: 0 });
  await pull(world);
  expect([await name(), desk.writes()]).toEqual(["Ours", []]);

  await resolveConflict({ actor: world.actor, conflictId: conflict.id, decision: { choice: "local" } });
  expect(await link()).toMatchObject({ syncStatus: "pending", frozenFields: [] });
  await push(world);
  expect((await desk.of("campaign", id)).name).toContain("Ours");
  expect(await makePlan({ actor: world.actor, campaignSetId: world.campaignSetId })).toMatchObject({ operations: [] });
});

test("a decision about it that is taken back leaves it to a person again, however long ago it flipped", async () => {
  const { world, id, name, link } = await flap(3);
  const { actor } = world;
  const hoursAgo = new Date(Date.now() - 2 * 3_600_000);
  const open = () => db.conflict.findFirst({ where: { recordId: id, status: "open" } });
  const conflictId = (await open())?.id ?? "";
  await resolveConflict({ actor, conflictId, decision: { choice: "local" } });
  await db.auditEntry.updateMany({ where: { organizationId: actor.organizationId }, data: { at: hoursAgo } });
  await undoResolution({ actor, conflictId });
  expect(await link()).toMatchObject({ syncStatus: "conflict", frozenFields: ["name"] });
  expect(await name()).toBe("Ours");
  expect(await open()).toMatchObject({ id: conflictId, fields: [{ name: "name", local: "Ours", platform: "Theirs" }] });
});

test("two flips are an ordinary day, and so are several edits over there in a row", async () => {
  const { world, desk, there, name, link } = await flap(2);
  for (const [index, theirs] of ["One", "Two", "Three", "Four"].entries()) {
    expect(await name(), `after ${index} more`).toBe(index === 0 ? "Theirs" : ["One", "Two", "Three"][index - 1]);
    desk.change("campaign", there, { name: theirs });
    await pull(world);
  }
  expect(await link()).toMatchObject({ syncStatus: "synced", frozenFields: [] });
});

test("a frozen field on which both sides agree again is free", async () => {
  const { world, desk, there, link } = await flap(3);
  desk.change("campaign", there, { name: "Ours" });
  await pull(world);
  expect(await link()).toMatchObject({ syncStatus: "synced", frozenFields: [] });
  expect(await db.conflict.count({ where: { connectionId: world.connectionId, status: "open" } })).toBe(0);
});

test("a field of ours that they keep changing is put back twice; the third time a person is asked", async () => {
  const world = await createSyncWorld({ size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const desk = createDesk(world);
  await push(world);
  const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  const there = String((await desk.of("campaign", campaign.id)).id);
  const label = async () => (await desk.of("campaign", campaign.id)).invoice_label ?? null;
  for (const back of [true, true, false]) {
    desk.change("campaign", there, { invoice_label: "Theirs" });
    await pull(world);
    await push(world);
    expect(await label()).toBe(back ? null : "Theirs");
  }
  const link = await db.link.findFirstOrThrow({ where: { recordId: campaign.id } });
  expect(link).toMatchObject({ syncStatus: "conflict", frozenFields: ["settings.invoiceLabel"] });
});
