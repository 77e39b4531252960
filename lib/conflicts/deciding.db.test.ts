import { describe, expect, test } from "vitest";
import { deleteCampaign } from "../campaigns/delete-campaign";
import { deleteCampaignSet } from "../campaigns/delete-campaign-set";
import { getCampaignSet } from "../campaigns/get-campaign-set";
import { db } from "../db/client";
import { createPushedWorld } from "../testing/pushed-world";
import { listConflicts } from "./list-conflicts";
import { resolveConflict } from "./resolve-conflict";
import { undoResolution } from "./undo-resolution";

async function room() {
  const world = await createPushedWorld();
  const open = async () => (await listConflicts({ actor: world.actor, limit: 50, cursor: null, status: "open" })).items;
  const conflictId = async () => (await open())[0]?.id ?? "";
  return { ...world, open, conflictId };
}

test("a field settled after the record was deleted leaves the removal to do: the set cannot be deleted before", async () => {
  const { world, actor, id, edit, editThere, pull, push, there, link, conflictId } = await room();
  editThere({ name: "Theirs" });
  await edit({ name: "Ours" });
  await pull();
  const open = await conflictId();
  await deleteCampaign({ actor, id });
  await resolveConflict({ actor, conflictId: open, decision: { choice: "platform" } });
  expect(await link()).toMatchObject({ syncStatus: "pending" });
  const deleteSet = () => deleteCampaignSet({ actor, id: world.campaignSetId });
  await expect(deleteSet()).rejects.toMatchObject({ code: "conflict" });
  expect(await push()).toMatchObject({ status: "completed" });
  expect(await there()).toMatchObject({ configured_status: "ARCHIVED" });
  await deleteSet();
});

describe("a value of theirs that our record has no place for", () => {
  const withoutAddress = async () => {
    const here = await room();
    const ad = await db.ad.findFirstOrThrow({ where: { organizationId: here.actor.organizationId } });
    here.desk.change("ad", (await here.desk.of("ad", ad.id)).id, { click_url: null });
    const data = { finalUrl: "https://example.com/new", version: { increment: 1 } };
    await db.ad.update({ where: { id: ad.id }, data });
    await here.pull();
    return { ...here, linkOfAd: () => db.link.findFirstOrThrow({ where: { recordId: ad.id } }) };
  };

  test("cannot be kept: it is refused by name, and nothing is sent in its place", async () => {
    const { actor, conflictId, push, desk, linkOfAd } = await withoutAddress();
    const before = await linkOfAd();
    await expect(
      resolveConflict({ actor, conflictId: await conflictId(), decision: { choice: "platform" } }),
    ).rejects.toMatchObject({ code: "invalid", errors: [{ path: "fields.finalUrl" }] });
    expect(await linkOfAd()).toEqual(before);
    desk.forgetCalls();
    await push();
    expect(desk.writes()).toEqual([]);
  });

  test("is shown with the reason, so that it is not offered", async () => {
    const { open } = await withoutAddress();
    expect(await open()).toMatchObject([
      { fields: [{ name: "finalUrl", platform: null, notTaken: expect.stringContaining("cannot be empty") }] },
    ]);
  });
});

test("theirs is kept and another edit of ours waits: the record is not shown in step", async () => {
  const { world, actor, edit, editThere, pull, link, conflictId } = await room();
  editThere({ goal_value: 60_000_000 });
  await edit({ budgetAmountMicros: 70_000_000n, name: "Not pushed yet" });
  await pull();
  await resolveConflict({ actor, conflictId: await conflictId(), decision: { choice: "platform" } });
  expect(await link()).toMatchObject({ syncStatus: "pending" });
  expect(await getCampaignSet({ actor, campaignSetId: world.campaignSetId })).toMatchObject({ sync: { pending: 1 } });
});

test("a decision about one field is still known when the rest agrees by itself", async () => {
  const { actor, edit, editThere, pull, conflictId, conflicts, campaign } = await room();
  editThere({ name: "Theirs", goal_value: 60_000_000 });
  await edit({ name: "Ours", budgetAmountMicros: 70_000_000n });
  await pull();
  const id = await conflictId();
  await resolveConflict({ actor, conflictId: id, decision: { fields: { name: "platform" } } });
  await edit({ budgetAmountMicros: 60_000_000n });
  await pull();
  expect(await conflicts()).toMatchObject([
    { status: "resolved", openKey: null, resolution: { by: "person", name: "Ada", choices: { name: "platform" } } },
  ]);
  await undoResolution({ actor, conflictId: id });
  expect(await campaign()).toMatchObject({ name: "Ours" });
});

test("a status decided for the campaign itself is none that it got with its set", async () => {
  const { actor, edit, editThere, pull, conflictId, campaign } = await room();
  await edit({ status: "paused", pausedWithSet: true });
  editThere({ configured_status: "ARCHIVED" });
  await pull();
  await resolveConflict({ actor, conflictId: await conflictId(), decision: { choice: "platform" } });
  expect(await campaign()).toMatchObject({ status: "archived", pausedWithSet: false });
});
