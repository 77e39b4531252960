import { describe, expect, test } from "vitest";
import { deleteCampaign } from "../../campaigns/delete-campaign";
import { editCampaign } from "../../campaigns/edit-campaign";
import { resolveConflict } from "../../conflicts/resolve-conflict";
import { db } from "../../db/client";
import { createPushedWorld } from "../../testing/pushed-world";
import { carryOutRun, insertRunRow, pull, push, type SyncWorld } from "../../testing/sync-world";
import type { PullOptions } from "../pull/with-connection";

/** The world's Reddit as if these objects had been taken off it. */
const without = (world: SyncWorld, ids: string[]): PullOptions & { open: SyncWorld["open"] } => ({
  open: async (options) => {
    const connection = await world.open(options);
    const { adapter } = connection;
    const observe: typeof adapter.observe = async (kind, cursor) => {
      const page = await adapter.observe(kind, cursor);
      return { ...page, records: page.records.filter(({ platformId }) => !ids.includes(platformId)) };
    };
    const fetch: typeof adapter.fetch = async (kind, id) => (ids.includes(id) ? "gone" : adapter.fetch(kind, id));
    return { ...connection, adapter: { ...adapter, observe, fetch } };
  },
});

/** A push of the world's set to a Reddit that does not have these any more. */
async function pushWithout(world: SyncWorld, ids: string[]) {
  const runId = await insertRunRow(world);
  await carryOutRun(world, runId, without(world, ids));
  return db.syncRun.findUniqueOrThrow({ where: { id: runId } });
}

describe("published rules", () => {
  test("same new value on both sides: in sync, no conflict", async () => {
    const { edit, editThere, link, conflicts, plan, pull } = await createPushedWorld();
    await edit({ name: "The same" });
    editThere({ name: "The same" });
    expect(await pull()).toMatchObject({ findings: { agreed: 1, pulled: 0, conflicts: 0 } });
    expect(await link()).toMatchObject({ syncStatus: "synced" });
    expect(await conflicts()).toEqual([]);
    expect((await plan()).operations).toEqual([]);
  });

  test("both changed one field differently: a conflict on that field; the record's other fields still flow", async () => {
    const { edit, editThere, campaign, there, conflicts, push } = await createPushedWorld();
    await edit({ name: "Ours", endAt: new Date("2031-01-01T00:00:00Z") });
    editThere({ name: "Theirs", goal_value: 60_000_000 });
    await push();
    expect(await conflicts()).toMatchObject([
      { status: "open", fields: [{ name: "name", base: "Campaign 1", local: "Ours", platform: "Theirs" }] },
    ]);
    expect(await campaign()).toMatchObject({ name: "Ours", budgetAmountMicros: 60_000_000n });
    expect(await there()).toMatchObject({ name: "Theirs", end_time: expect.stringContaining("2031-01-01") });
  });

  test("edited here, deleted there: a conflict; nothing is deleted or made again until a person decides", async () => {
    const { world, clock, edit, platformId, campaign, conflicts, desk } = await createPushedWorld({
      campaigns: 3,
      adGroups: 0,
      ads: 0,
    });
    await edit({ name: "Still wanted" });
    for (let round = 0; round < 2; round++) {
      await pull(world, without(world, [platformId]));
      await clock.sleep(60_000);
    }
    desk.forgetCalls();
    await pushWithout(world, [platformId]);
    expect(await conflicts()).toMatchObject([{ fields: [{ name: "record", local: "edited", platform: "gone" }] }]);
    expect(await campaign()).toMatchObject({ name: "Still wanted", status: "active", deletedAt: null });
    expect(desk.writes()).toEqual([]);
  });

  test("deleted here, edited there: a conflict; nothing is deleted or made again until a person decides", async () => {
    const { actor, id, editThere, conflicts, there, push } = await createPushedWorld();
    await deleteCampaign({ actor, id });
    editThere({ name: "Theirs" });
    await push();
    expect(await conflicts()).toMatchObject([{ fields: [{ name: "record", local: "deleted", platform: "edited" }] }]);
    expect(await there()).toMatchObject({ name: "Theirs" });
    expect((await there()).configured_status, "ads stay paused meanwhile").toBe("PAUSED");
  });

  test("deleted here, woken there: paused meanwhile, and still not deleted before a person decides", async () => {
    const { actor, id, edit, editThere, conflicts, there, pull, push, plan } = await createPushedWorld();
    await edit({ status: "paused" });
    await push();
    await deleteCampaign({ actor, id });
    editThere({ configured_status: "ACTIVE" });
    await push();
    expect((await there()).configured_status).toBe("PAUSED");
    // Our own pause has taken away all that was to be seen of their edit.
    await pull();
    await push();
    expect((await there()).configured_status).toBe("PAUSED");
    expect(await conflicts()).toMatchObject([
      { status: "open", fields: [{ name: "record", local: "deleted", platform: "edited" }] },
    ]);
    const [conflict] = await conflicts();
    await resolveConflict({ actor, conflictId: conflict?.id ?? "", decision: { choice: "local" } });
    expect((await plan()).operations).toMatchObject([{ kind: "remove", state: "planned" }]);
    await push();
    expect((await there()).configured_status).toBe("ARCHIVED");
  });

  test("edited on both sides, then deleted there: the record itself is in question, and nothing is put away here", async () => {
    const {
      world,
      clock,
      edit,
      editThere,
      pull: pullHere,
      platformId,
      campaign,
      conflicts,
    } = await createPushedWorld({
      campaigns: 3,
      adGroups: 0,
      ads: 0,
    });
    await edit({ name: "Ours" });
    editThere({ name: "Theirs" });
    await pullHere();
    for (let round = 0; round < 2; round++) {
      await clock.sleep(60_000);
      await pull(world, without(world, [platformId]));
    }
    expect(await campaign()).toMatchObject({ name: "Ours", status: "active" });
    expect(await conflicts()).toMatchObject([
      { status: "open", fields: [{ name: "record", local: "edited", platform: "gone" }] },
    ]);
  });

  test("edited on both sides, then archived there: the same", async () => {
    const { edit, editThere, pull, campaign, conflicts } = await createPushedWorld();
    await edit({ name: "Ours" });
    editThere({ name: "Theirs" });
    await pull();
    editThere({ configured_status: "ARCHIVED" });
    await pull();
    expect(await campaign()).toMatchObject({ name: "Ours", status: "active" });
    expect(await conflicts()).toMatchObject([
      { status: "open", fields: [{ name: "name" }, { name: "status", local: "active", platform: "archived" }] },
    ]);
  });

  test("both deleted: nothing is left to do, no question is asked, and the history stays", async () => {
    const { world, clock, actor, id, platformId, conflicts, desk, plan, link } = await createPushedWorld({
      campaigns: 3,
      adGroups: 0,
      ads: 0,
    });
    await deleteCampaign({ actor, id });
    for (let round = 0; round < 2; round++) {
      await pull(world, without(world, [platformId]));
      await clock.sleep(60_000);
    }
    desk.forgetCalls();
    expect(await pushWithout(world, [platformId])).toMatchObject({ total: 0 });
    expect(desk.writes()).toEqual([]);
    expect(await conflicts()).toEqual([]);
    expect([(await plan()).operations, (await plan()).held]).toEqual([[], []]);
    expect(await link()).toMatchObject({ goneAt: expect.any(Date), platformId });
    expect(await db.operation.count({ where: { recordId: id } })).toBeGreaterThan(0);
    expect(await db.auditEntry.count({ where: { subjectId: id } })).toBeGreaterThan(0);
  });

  test.each([{ first: "here" }, { first: "there" }])(
    "both deleted, put away there and deleted here ($first first): the same",
    async ({ first }) => {
      const { actor, id, editThere, conflicts, desk, plan, pull, push } = await createPushedWorld({
        campaigns: 3,
        adGroups: 0,
        ads: 0,
      });
      const steps = [() => deleteCampaign({ actor, id }), () => editThere({ configured_status: "ARCHIVED" })];
      for (const step of first === "here" ? steps : steps.reverse()) await step();
      desk.forgetCalls();
      await pull();
      expect(await push()).toMatchObject({ total: 0 });
      expect(desk.writes()).toEqual([]);
      expect(await conflicts()).toEqual([]);
      expect([(await plan()).operations, (await plan()).held]).toEqual([[], []]);
    },
  );

  test("only they changed: pulled, recorded with before and after", async () => {
    const { id, editThere, campaign, desk, pull, push } = await createPushedWorld();
    editThere({ goal_value: 65_000_000 });
    await pull();
    expect(await campaign()).toMatchObject({ budgetAmountMicros: 65_000_000n });
    expect(await db.auditEntry.findFirst({ where: { subjectId: id, actorKind: "platform" } })).toMatchObject({
      before: { budgetAmountMicros: "50000000" },
      after: { budgetAmountMicros: "65000000" },
    });
    await push();
    expect(desk.writes()).toEqual([]);
  });

  test("only they changed, and the field is ours: shown as a difference, put back by the next push", async () => {
    const { edit, editThere, campaign, there, link, pull, push } = await createPushedWorld();
    await edit({ platformSettings: { invoiceLabel: "Ours" } });
    await push();
    editThere({ invoice_label: "Theirs" });
    await pull();
    expect(await campaign()).toMatchObject({ platformSettings: { invoiceLabel: "Ours" } });
    expect(await link()).toMatchObject({ syncStatus: "pending" });
    await push();
    expect(await there()).toMatchObject({ invoice_label: "Ours" });
    expect(await link()).toMatchObject({ syncStatus: "synced" });
  });

  test.each([
    ["archived", ["ARCHIVED"]],
    ["deleted", ["ARCHIVED", "DELETED"]],
  ])("%s there is a state, not an absence: taken over, and never made again", async (_name, words) => {
    const { clock, editThere, campaign, link, desk, platformId, pull, push } = await createPushedWorld();
    const before = (await desk.list("campaign")).length;
    for (const configured_status of words) {
      editThere({ configured_status });
      // Reddit lets nobody delete what was archived just now.
      await clock.sleep(4 * 3_600_000);
    }
    for (let round = 0; round < 3; round++) {
      await pull();
      await push();
    }
    expect(await campaign()).toMatchObject({ status: "archived", deletedAt: null });
    expect(await link()).toMatchObject({ platformId, goneAt: null });
    expect(await desk.list("campaign")).toHaveLength(before);
    expect(desk.writes()).toEqual([]);
  });

  test.each([
    [12, 11, "11 removals"],
    [45, 3, "5 %"],
  ])("of %i campaigns %i deleted in one run: all of them are held for a person", async (campaigns, deleted, reason) => {
    const { actor, world, desk, plan, push } = await createPushedWorld({ campaigns, adGroups: 0, ads: 0 });
    const rows = await db.campaign.findMany({ where: { campaignSetId: world.campaignSetId }, take: deleted });
    for (const { id } of rows) await deleteCampaign({ actor, id });
    await push();
    expect(desk.writes()).toEqual([]);
    const { held } = await plan();
    expect(held).toHaveLength(deleted);
    for (const operation of held)
      expect(operation).toMatchObject({ kind: "remove", reason: expect.stringContaining(reason) });
  });

  test("we delete a linked record: a remove operation in the next plan, never a call by itself", async () => {
    const { actor, id, desk, there, plan, push } = await createPushedWorld();
    await deleteCampaign({ actor, id });
    expect(desk.calls()).toEqual([]);
    expect((await plan()).operations).toMatchObject([{ kind: "remove", recordId: id }]);
    expect(desk.calls()).toEqual([]);
    await push();
    expect(await there()).toMatchObject({ configured_status: "ARCHIVED" });
  });

  test("a person edits during a run: allowed; that run does not send it, the next plan does", async () => {
    const { world, actor, id, edit, campaign, there, plan } = await createPushedWorld();
    await edit({ status: "paused" });
    const runId = await insertRunRow(world);
    let isEdited = false;
    await carryOutRun(world, runId, {
      open: async (options) => {
        const { planId } = await db.syncRun.findUniqueOrThrow({ where: { id: runId } });
        if (planId && !isEdited) {
          isEdited = true;
          const { version } = await campaign();
          await editCampaign({ actor, id, patch: { version, name: "During the run" } });
        }
        return world.open(options);
      },
    });
    expect(isEdited).toBe(true);
    expect(await there()).toMatchObject({ configured_status: "PAUSED", name: "Campaign 1" });
    expect(await campaign()).toMatchObject({ name: "During the run" });
    expect((await plan()).operations).toMatchObject([{ changes: [{ field: "name", to: "During the run" }] }]);
  });

  test.each(["empty", "entirely different"])(
    "a side that is suddenly %s: pull and push stop before any write",
    async (how) => {
      const { world, clock, edit, desk, campaign } = await createPushedWorld({ campaigns: 4, adGroups: 0, ads: 0 });
      const ids = (await desk.list("campaign")).map(({ id }) => id);
      await edit({ name: "Ours" });
      if (how === "entirely different") {
        const { settings } = await db.connection.findUniqueOrThrow({ where: { id: world.connectionId } });
        const { adAccountId } = settings as { adAccountId: string };
        world.host
          .platform("reddit")
          .platform.control.bulk({ kind: "campaign", count: 4, seed: 1, options: { adAccountId } });
      }
      desk.forgetCalls();
      const stopped = { status: "failed", error: { message: expect.stringContaining("none of the 4 campaigns") } };
      await clock.sleep(60_000);
      expect(await pull(world, without(world, ids))).toMatchObject(stopped);
      expect(await pushWithout(world, ids)).toMatchObject(stopped);
      expect(desk.writes()).toEqual([]);
      expect(await campaign()).toMatchObject({ name: "Ours", status: "active" });
      expect(await db.link.count({ where: { connectionId: world.connectionId, missingSince: { not: null } } })).toBe(0);
      // The same run with the right account again sends the edit.
      expect(await push(world)).toMatchObject({ status: "completed", synced: 1 });
    },
  );
});
