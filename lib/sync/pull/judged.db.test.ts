import { beforeEach, describe, expect, test, vi } from "vitest";
import { editCampaign } from "../../campaigns/edit-campaign";
import { getCampaignSet } from "../../campaigns/get-campaign-set";
import { resolveConflict } from "../../conflicts/resolve-conflict";
import { db } from "../../db/client";
import { createPushedWorld } from "../../testing/pushed-world";
import { carryOutRun } from "../../testing/sync-world";
import { setRunning } from "../set-running";
import { undoRun } from "../undo-run";

const hook = vi.hoisted(() => ({ afterReading: null as null | (() => Promise<unknown>) }));

vi.mock("../send-run", () => ({ sendRun: () => Promise.resolve() }));
// Lets something happen between the moment in which a pull has read what it judges, and that in which it saves.
vi.mock("../../db/set-records", async (original) => {
  const real = await original<typeof import("../../db/set-records")>();
  const readCampaignRecords: typeof real.readCampaignRecords = async (...scope) => {
    const records = await real.readCampaignRecords(...scope);
    const act = hook.afterReading;
    hook.afterReading = null;
    await act?.();
    return records;
  };
  return { ...real, readCampaignRecords };
});
beforeEach(() => {
  hook.afterReading = null;
});

describe("what a person does while a pull judges", () => {
  test.each(["platform", "local"] as const)("a conflict settled (%s) stays settled", async (choice) => {
    const { actor, edit, editThere, pull, conflicts } = await createPushedWorld();
    editThere({ name: "Theirs" });
    await edit({ name: "Ours" });
    await pull();
    const [conflict] = await conflicts();
    hook.afterReading = () => resolveConflict({ actor, conflictId: conflict?.id ?? "", decision: { choice } });
    await pull();
    expect(await conflicts()).toMatchObject([{ id: conflict?.id, status: "resolved" }]);
  });

  test("an edit that ends a conflict is not overlooked", async () => {
    const { edit, editThere, pull, conflicts, link } = await createPushedWorld();
    editThere({ name: "Theirs" });
    await edit({ name: "Ours" });
    hook.afterReading = () => edit({ name: "Theirs" });
    await pull();
    expect(await conflicts()).toEqual([]);
    await pull();
    expect(await conflicts()).toEqual([]);
    expect(await link()).toMatchObject({ syncStatus: "synced" });
  });
});

describe("a value over there that our record has no place for", () => {
  test("is a difference: not in step, also when somebody looks at it", async () => {
    const { world, actor, desk, pull } = await createPushedWorld();
    const ad = await db.ad.findFirstOrThrow({ where: { organizationId: actor.organizationId } });
    const link = () => db.link.findFirstOrThrow({ where: { recordId: ad.id } });
    desk.change("ad", (await desk.of("ad", ad.id)).id, { click_url: null });
    await pull();
    expect(await link()).toMatchObject({ syncStatus: "pending", observed: { finalUrl: null } });
    expect(await db.ad.findUniqueOrThrow({ where: { id: ad.id } })).toMatchObject({ finalUrl: ad.finalUrl });
    const set = await getCampaignSet({ actor, campaignSetId: world.campaignSetId });
    expect(set.sync).toMatchObject({ pending: 1 });
    expect(await link()).toMatchObject({ syncStatus: "pending" });
  });
});

describe("a campaign paused with its set", () => {
  const pausedWithSet = async () => {
    const room = await createPushedWorld({ campaigns: 2, adGroups: 0, ads: 0 });
    const scope = { actor: room.actor, campaignSetId: room.world.campaignSetId };
    const setRuns = async (running: boolean) => {
      const { run } = await setRunning({ ...scope, running });
      await carryOutRun(room.world, run.id);
      return run;
    };
    const paused = await setRuns(false);
    await room.clock.sleep(60_000);
    return { ...room, setRuns, paused };
  };

  test("woken and paused again over there, it does not wake with its set", async () => {
    const { editThere, pull, campaign, there, setRuns } = await pausedWithSet();
    editThere({ configured_status: "ACTIVE" });
    await pull();
    expect(await campaign()).toMatchObject({ status: "active", pausedWithSet: false });
    editThere({ configured_status: "PAUSED" });
    await pull();
    await setRuns(true);
    expect(await there()).toMatchObject({ configured_status: "PAUSED" });
  });

  test("is on its own again once that pause was undone", async () => {
    const { world, actor, campaign, paused } = await pausedWithSet();
    const { run } = await undoRun({ actor, runId: paused.id });
    await carryOutRun(world, run.id);
    expect(await campaign()).toMatchObject({ status: "active", pausedWithSet: false });
  });
});

describe("who edited our side, and when", () => {
  test("is the edit of that field, not the last save of the record", async () => {
    const { actor, id, campaign, editThere, pull, conflicts } = await createPushedWorld();
    const { version } = await campaign();
    const patch = { version, name: "Ours" };
    await editCampaign({ actor, id, patch });
    const edit = await db.auditEntry.findFirstOrThrow({ where: { subjectId: id, action: "campaign.edit" } });
    await db.auditEntry.update({ where: { id: edit.id }, data: { at: new Date("2026-11-01T10:00:00Z") } });
    editThere({ goal_value: 60_000_000 });
    await pull();
    editThere({ name: "Theirs" });
    await pull();
    expect(await conflicts()).toMatchObject([
      { fields: [{ name: "name", localBy: "Ada", localAt: "2026-11-01T10:00:00.000Z" }] },
    ]);
  });

  test("is left open where nobody wrote it down", async () => {
    const { edit, editThere, pull, conflicts } = await createPushedWorld();
    await edit({ name: "Ours" });
    editThere({ name: "Theirs" });
    await pull();
    expect(await conflicts()).toMatchObject([{ fields: [{ name: "name", localBy: "Ada", localAt: null }] }]);
  });
});
