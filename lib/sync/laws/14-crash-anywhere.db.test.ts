import { expect, test } from "vitest";
import { db } from "../../db/client";
import { createMortalWorker, type MortalWorker } from "../../testing/mortal-worker";
import { createPushedWorld } from "../../testing/pushed-world";
import { carryOutRun, insertRunRow, plantTree } from "../../testing/sync-world";
import { pullHere } from "../pull/pull-here";
import { openPullFor } from "../pull/request-pull";

type Room = Awaited<ReturnType<typeof createPushedWorld>>;

/** A rename here, another budget there, a conflict, and a campaign that is not there yet: everything a run can meet. */
async function unfinished(): Promise<Room> {
  const room = await createPushedWorld();
  const { world, actor, edit, editThere } = room;
  await edit({ name: "Ours", endAt: new Date("2031-01-01") });
  editThere({ name: "Theirs", goal_value: 60_000_000 });
  const { organizationId } = actor;
  const size = { campaigns: 1, adGroups: 1, ads: 1 };
  const { connectionId, campaignSetId } = world;
  await plantTree({ organizationId, campaignSetId, connectionId, size, label: "new " });
  return room;
}

/** Both sides as people see them, without ids and times. */
async function bothSides({ world, actor, desk, conflicts, plan }: Room) {
  const { organizationId } = actor;
  const campaigns = await db.campaign.findMany({ where: { organizationId }, orderBy: { name: "asc" } });
  const links = await db.link.findMany({ where: { organizationId } });
  const there = async (kind: "campaign" | "ad-group" | "ad" | "post") =>
    (await desk.list(kind))
      .map(({ name, configured_status, goal_value, end_time }) => [
        String(name).replace(/ ·[0-9a-z]+$/, ""),
        configured_status,
        goal_value,
        end_time,
      ])
      .sort();
  const { operations, held } = await plan();
  return {
    here: campaigns.map(({ name, status, budgetAmountMicros, endAt }) => [name, status, budgetAmountMicros, endAt]),
    there: [await there("campaign"), await there("ad-group"), await there("ad"), (await there("post")).length],
    states: links
      .map(({ recordKind, syncStatus, missingSince, goneAt }) =>
        JSON.stringify([recordKind, syncStatus, missingSince, goneAt]),
      )
      .sort(),
    conflicts: (await conflicts()).map(({ status, fields }) => [
      status,
      (fields as { name: string; local: unknown; platform: unknown }[]).map(({ name, local, platform }) => [
        name,
        local,
        platform,
      ]),
    ]),
    left: [operations.length, held.map(({ reason }) => reason)],
    open: await db.syncRun.count({ where: { organizationId: world.actor.organizationId, endedAt: null } }),
  };
}

const WORK: Record<string, (room: Room, worker: MortalWorker) => Promise<() => Promise<void>>> = {
  push: async ({ world }, worker) => {
    const runId = await insertRunRow(world);
    return () => carryOutRun(world, runId, worker);
  },
  pull: async ({ world, actor, clock }, worker) => {
    const { row } = await openPullFor({ actor, connectionId: world.connectionId });
    return () => pullHere(row.id, { clock, open: worker.open });
  },
};

test.each(Object.entries(WORK))(
  "law 14, crash anywhere: a %s that is killed at any moment ends as if it had not been",
  {
    timeout: 180_000,
  },
  async (_name, prepare) => {
    const carriedOut = async (dieAt: number) => {
      const room = await unfinished();
      const worker = createMortalWorker(room.world, { dieAt });
      const work = await prepare(room, worker);
      await work().catch(async () => {
        worker.revive();
        await room.clock.sleep(60_000);
        await work();
      });
      return { died: worker.died(), sides: await bothSides(room) };
    };
    const undisturbed = await carriedOut(Number.POSITIVE_INFINITY);
    let moments = 0;
    for (let dieAt = 1; ; dieAt++) {
      const { died, sides } = await carriedOut(dieAt);
      if (!died) break;
      moments += 1;
      expect(sides, `died at moment ${dieAt}`).toEqual(undisturbed.sides);
    }
    expect(moments).toBeGreaterThan(5);
  },
);
