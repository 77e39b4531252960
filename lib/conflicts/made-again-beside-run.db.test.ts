import { describe, expect, test, vi } from "vitest";
import { db } from "../db/client";
import { findRunById } from "../db/sync-runs";
import { applyRun } from "../sync/apply-run";
import { closeRun } from "../sync/close-run";
import { listScopes, observePage } from "../sync/observe";
import { planRun } from "../sync/plan-run";
import { leavingOut } from "../testing/leaving-out";
import { createPushedWorld } from "../testing/pushed-world";
import { insertRunRow, pull, type SyncWorld } from "../testing/sync-world";
import { resolveConflict } from "./resolve-conflict";
import { undoResolution } from "./undo-resolution";

vi.mock("../sync/send-run", () => ({ sendRun: () => Promise.resolve() }));

const done = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** A push that has read and planned, and waits, say for the quota, before it sends. */
async function plannedRun({ world, clock }: Room, open: SyncWorld["open"] = world.open) {
  const runId = await insertRunRow(world);
  for (const scope of await listScopes(runId)) await observePage({ runId, ...scope, cursor: null }, { clock, open });
  await planRun(runId);
  return async (through: SyncWorld["open"] = open) => {
    await applyRun({ runId, budgetMs: 25_000, clock, open: through, leaseMs: 60_000, random: () => 0.5 });
    await closeRun(runId);
    return findRunById(runId);
  };
}
type Room = Awaited<ReturnType<typeof createPushedWorld>>;

/** Does something once, before or after a call of the adapter that writes. */
function during(open: SyncWorld["open"], when: "before" | "after", act: () => Promise<unknown>): SyncWorld["open"] {
  let acted: Promise<unknown> | undefined;
  const once = () => {
    acted ??= act();
    return acted;
  };
  return async (options) => {
    const connection = await open(options);
    const apply: typeof connection.adapter.apply = async (operation, hooks) => {
      if (when === "before") await once();
      const answer = await connection.adapter.apply(operation, hooks);
      if (when === "after") await once();
      return answer;
    };
    return { ...connection, adapter: { ...connection.adapter, apply } };
  };
}

describe("a decision to make something again, taken back while a push of it is open", () => {
  /** Renamed here, gone over there, and kept. */
  async function kept() {
    const room = await createPushedWorld({ campaigns: 3, adGroups: 0, ads: 0 });
    await room.edit({ name: "Still wanted" });
    const { open } = leavingOut(room.world, [room.platformId], { directly: "gone" });
    for (let round = 0; round < 2; round++) {
      await room.clock.sleep(60_000);
      await pull(room.world, { open });
    }
    const [conflict] = await room.conflicts();
    const conflictId = conflict?.id ?? "";
    await resolveConflict({ actor: room.actor, conflictId, decision: { choice: "local" } });
    return { ...room, open, goBack: () => undoResolution({ actor: room.actor, conflictId }) };
  }

  test("between plan and sending: refused, or nothing is written over there", async () => {
    const room = await kept();
    const goOn = await plannedRun(room, room.open);
    const tookBack = await done(room.goBack());
    room.desk.forgetCalls();
    await goOn();
    if (tookBack) expect(room.desk.writes()).toEqual([]);
    else expect(await room.desk.list("campaign")).toHaveLength(4);
  });

  test("right before its create leaves: refused, or nothing is made", async () => {
    const room = await kept();
    const goOn = await plannedRun(room, room.open);
    let tookBack = false;
    await goOn(
      during(room.open, "before", async () => {
        tookBack = await done(room.goBack());
      }),
    );
    expect(await room.desk.list("campaign")).toHaveLength(tookBack ? 3 : 4);
  });

  test("with something below it: the run ends", async () => {
    const room = await createPushedWorld({ campaigns: 1, adGroups: 1, ads: 0 });
    await room.edit({ name: "Still wanted" });
    await room.editThere({ configured_status: "ARCHIVED" });
    await room.pull();
    const [conflict] = await room.conflicts();
    const conflictId = conflict?.id ?? "";
    await resolveConflict({ actor: room.actor, conflictId, decision: { choice: "local" } });
    const goOn = await plannedRun(room);
    await done(undoResolution({ actor: room.actor, conflictId }));
    expect(await goOn()).toMatchObject({ status: "completed" });
  });
});

describe("a decision to make something again while a push is open that was planned before", () => {
  /** An ad group's new name is about to be sent; its campaign, edited here too, is archived on Reddit meanwhile. */
  async function archivedMeanwhile() {
    const room = await createPushedWorld({ campaigns: 1, adGroups: 1, ads: 1 });
    const adGroup = await db.adGroup.findFirstOrThrow({ where: { campaignId: room.id } });
    await db.adGroup.update({ where: { id: adGroup.id }, data: { name: "Another name", version: { increment: 1 } } });
    const goOn = await plannedRun(room);
    await room.edit({ name: "Still wanted" });
    await room.editThere({ configured_status: "ARCHIVED" });
    await room.pull();
    const [conflict] = await room.conflicts();
    const keep = () =>
      resolveConflict({ actor: room.actor, conflictId: conflict?.id ?? "", decision: { choice: "local" } });
    const link = () => db.link.findFirstOrThrow({ where: { recordId: adGroup.id } });
    return { ...room, goOn, keep, groupLink: link };
  }

  test("refused, or the run does not call in step what is still to be made", async () => {
    const { keep, goOn, groupLink } = await archivedMeanwhile();
    const decided = await done(keep());
    await goOn();
    if (!decided) await keep();
    expect(await groupLink()).toMatchObject({ platformId: null, syncStatus: "pending" });
  });

  test("refused, or what was on the line does not bind the ad group to the campaign that was given up", async () => {
    const { world, keep, goOn, push, desk, id } = await archivedMeanwhile();
    let decided = false;
    await goOn(
      during(world.open, "after", async () => {
        decided = await done(keep());
      }),
    );
    if (!decided) await keep();
    await push();
    const again = await desk.of("campaign", id);
    expect((await desk.list("ad-group")).filter((group) => group.campaign_id === again.id)).toHaveLength(1);
  });
});
