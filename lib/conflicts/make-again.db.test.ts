import { describe, expect, test } from "vitest";
import { db } from "../db/client";
import { leavingOut } from "../testing/leaving-out";
import { createPushedWorld } from "../testing/pushed-world";
import { pull, type TreeSize } from "../testing/sync-world";
import { listConflicts } from "./list-conflicts";
import { resolveConflict } from "./resolve-conflict";
import { undoResolution } from "./undo-resolution";

/** A campaign of three that was renamed here, and is gone over there with all below it. */
async function goneAndEdited(size: TreeSize = { campaigns: 3, adGroups: 0, ads: 0 }) {
  const room = await createPushedWorld(size);
  const { world, clock, actor, desk, id, platformId } = room;
  const adGroup = await db.adGroup.findFirst({ where: { campaignId: id } });
  const ids = [platformId, ...(adGroup ? [(await desk.of("ad-group", adGroup.id)).id] : [])];
  const readWithout = async () => {
    await clock.sleep(60_000);
    return pull(world, leavingOut(world, ids, { directly: "gone" }));
  };
  await room.edit({ name: "Still wanted" });
  for (let round = 0; round < 2; round++) await readWithout();
  const open = async () => (await listConflicts({ actor, limit: 50, cursor: null, status: "open" })).items;
  const [conflict] = await open();
  if (!conflict) throw new Error("no conflict was opened");
  const settle = (choice: "local" | "platform") =>
    resolveConflict({ actor, conflictId: conflict.id, decision: { choice } });
  const goBack = () => undoResolution({ actor, conflictId: conflict.id });
  return { ...room, readWithout, open, settle, goBack, adGroup, conflict };
}

describe("gone over there and edited here", () => {
  test("put away here too, it is settled for good, and in step", async () => {
    const { readWithout, open, settle, campaign, link } = await goneAndEdited();
    await settle("platform");
    expect(await campaign()).toMatchObject({ status: "archived", name: "Still wanted" });
    expect(await link()).toMatchObject({ syncStatus: "synced" });
    for (let round = 0; round < 2; round++) await readWithout();
    expect(await open()).toEqual([]);
    expect(await link()).toMatchObject({ syncStatus: "synced" });
  });

  test("kept, and taken back before the push: it is gone again, and nothing is made", async () => {
    const { open, settle, goBack, link, plan, platformId, conflict } = await goneAndEdited();
    await settle("local");
    expect(await link()).toMatchObject({ platformId: null, goneAt: null, syncStatus: "pending" });
    expect((await plan()).operations).toMatchObject([{ kind: "create" }]);
    await goBack();
    expect(await open()).toMatchObject([{ id: conflict.id }]);
    expect(await link()).toMatchObject({ platformId, goneAt: expect.any(Date), syncStatus: "conflict" });
    expect((await plan()).operations).toEqual([]);
  });

  test("kept, and pushed: it cannot be taken back", async () => {
    const { settle, goBack, push, there } = await goneAndEdited();
    await settle("local");
    await push();
    await expect(goBack()).rejects.toMatchObject({ code: "precondition" });
    expect(await there()).toMatchObject({ name: "Still wanted" });
  });
});

describe("made again", () => {
  const TREE = { campaigns: 3, adGroups: 1, ads: 1 };

  test("it comes with what was below it: also what the pull had put away along with it", async () => {
    const { settle, push, desk, id, adGroup } = await goneAndEdited(TREE);
    const row = () => db.adGroup.findUniqueOrThrow({ where: { id: adGroup?.id ?? "" } });
    expect(await row()).toMatchObject({ status: "archived" });
    await settle("local");
    expect(await row()).toMatchObject({ status: "active" });
    await push();
    const again = await desk.of("campaign", id);
    const groups = (await desk.list("ad-group")).filter((group) => group.campaign_id === again.id);
    expect(groups).toMatchObject([{ configured_status: "ACTIVE" }]);
    expect((await desk.list("ad")).filter((ad) => ad.ad_group_id === groups[0]?.id)).toHaveLength(1);
  });

  test("what a person had archived below it stays archived", async () => {
    const room = await createPushedWorld({ campaigns: 3, adGroups: 2, ads: 0 });
    const [byHand] = await db.adGroup.findMany({ where: { campaignId: room.id }, orderBy: { position: "asc" } });
    await db.adGroup.update({
      where: { id: byHand?.id ?? "" },
      data: { status: "archived", version: { increment: 1 } },
    });
    await room.push();
    await room.edit({ name: "Still wanted" });
    for (let round = 0; round < 2; round++) {
      await room.clock.sleep(60_000);
      await pull(room.world, leavingOut(room.world, [room.platformId], { directly: "gone" }));
    }
    const [conflict] = await room.conflicts();
    await resolveConflict({ actor: room.actor, conflictId: conflict?.id ?? "", decision: { choice: "local" } });
    await room.push();
    expect(await db.adGroup.findUniqueOrThrow({ where: { id: byHand?.id ?? "" } })).toMatchObject({
      status: "archived",
    });
    const again = await room.desk.of("campaign", room.id);
    expect((await room.desk.list("ad-group")).filter((group) => group.campaign_id === again.id)).toHaveLength(1);
  });

  test("taken back, all below it is as it was: linked, and put away", async () => {
    const { settle, goBack, id, adGroup } = await goneAndEdited(TREE);
    const links = () => db.link.findMany({ where: { campaignId: id }, orderBy: { id: "asc" } });
    const before = await links();
    await settle("local");
    expect((await links()).map(({ platformId }) => platformId)).toEqual([null, null, null]);
    await goBack();
    expect(await links()).toEqual(before);
    expect(await db.adGroup.findUniqueOrThrow({ where: { id: adGroup?.id ?? "" } })).toMatchObject({
      status: "archived",
    });
  });

  test("what was open about a record below it is settled along with it, and open again with it", async () => {
    const room = await createPushedWorld({ campaigns: 3, adGroups: 1, ads: 0 });
    const { world, clock, actor, desk, id, platformId } = room;
    const adGroup = await db.adGroup.findFirstOrThrow({ where: { campaignId: id } });
    const ids = [platformId, (await desk.of("ad-group", adGroup.id)).id];
    await room.edit({ name: "Still wanted" });
    await db.adGroup.update({ where: { id: adGroup.id }, data: { name: "Too", version: { increment: 1 } } });
    for (let round = 0; round < 2; round++) {
      await clock.sleep(60_000);
      await pull(world, leavingOut(world, ids, { directly: "gone" }));
    }
    const states = async () => (await room.conflicts()).map(({ recordKind, status }) => [recordKind, status]).sort();
    expect(await states()).toEqual([
      ["ad_group", "open"],
      ["campaign", "open"],
    ]);
    const [below, above] = ["ad_group", "campaign"].map((kind) => async () => {
      const found = (await room.conflicts()).find(({ recordKind }) => recordKind === kind);
      return found?.id ?? "";
    });
    if (!below || !above) throw new Error("two conflicts are expected");
    await resolveConflict({ actor, conflictId: await above(), decision: { choice: "local" } });
    expect(await states()).toEqual([
      ["ad_group", "resolved"],
      ["campaign", "resolved"],
    ]);
    await expect(undoResolution({ actor, conflictId: await below() })).rejects.toMatchObject({ code: "precondition" });
    await undoResolution({ actor, conflictId: await above() });
    expect(await states()).toEqual([
      ["ad_group", "open"],
      ["campaign", "open"],
    ]);
  });
});

describe("archived over there, which is final, and edited here", () => {
  const archivedAndEdited = async () => {
    const room = await createPushedWorld();
    room.editThere({ configured_status: "ARCHIVED" });
    await room.edit({ name: "Still wanted" });
    await room.pull();
    const { items } = await listConflicts({ actor: room.actor, limit: 50, cursor: null, status: "open" });
    const settle = (choice: "local" | "platform") =>
      resolveConflict({ actor: room.actor, conflictId: items[0]?.id ?? "", decision: { choice } });
    return { ...room, fields: items[0]?.fields, settle };
  };

  test("the inbox is told that ours would be a new one", async () => {
    const { fields } = await archivedAndEdited();
    expect(fields).toMatchObject([{ name: "status", platform: "archived", final: true }]);
  });

  test("ours is kept by a new one, with all below it", async () => {
    const { settle, push, there, desk, id, platformId } = await archivedAndEdited();
    await settle("local");
    expect(await push()).toMatchObject({ status: "completed" });
    expect(await there()).toMatchObject({ name: "Still wanted", configured_status: "ACTIVE" });
    const again = await desk.of("campaign", id);
    expect(again.id).not.toBe(platformId);
    expect((await desk.list("ad-group")).filter((group) => group.campaign_id === again.id)).toHaveLength(1);
  });

  test("theirs is kept by putting it away here; the push after it has nothing to send", async () => {
    const { settle, push, campaign, link, desk } = await archivedAndEdited();
    await settle("platform");
    expect(await campaign()).toMatchObject({ status: "archived", name: "Still wanted" });
    expect(await link()).toMatchObject({ syncStatus: "synced" });
    desk.forgetCalls();
    await push();
    expect(desk.writes()).toEqual([]);
  });
});
