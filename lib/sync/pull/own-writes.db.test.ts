import { expect, test, vi } from "vitest";
import { db } from "../../db/client";
import { createPushedWorld } from "../../testing/pushed-world";
import { carryOutRun, insertRunRow, plantTree, pull, type SyncWorld } from "../../testing/sync-world";
import { cancelRun } from "../cancel-run";
import { setRunning } from "../set-running";

vi.mock("../send-run", () => ({ sendRun: () => Promise.resolve() }));

type Call = Parameters<Awaited<ReturnType<SyncWorld["open"]>>["adapter"]["apply"]>[0];

/** The platform has carried a call out; while its answer is on the way, something happens here, and a pull reads. */
function whileUnanswered(
  world: SyncWorld,
  act: () => Promise<unknown>,
  isIt: (call: Call) => boolean = () => true,
): SyncWorld["open"] {
  let acted: Promise<unknown> | undefined;
  return async (options) => {
    const connection = await world.open(options);
    const apply: typeof connection.adapter.apply = async (operation, hooks) => {
      const answer = await connection.adapter.apply(operation, hooks);
      if (!isIt(operation)) return answer;
      acted ??= (async () => {
        await world.clock.sleep(10_000);
        await act();
        await pull(world);
        await world.clock.sleep(2_000);
      })();
      await acted;
      return answer;
    };
    return { ...connection, adapter: { ...connection.adapter, apply } };
  };
}

async function carryOutAllThatIsOpen(world: SyncWorld): Promise<void> {
  const where = { endedAt: null, campaignSetId: world.campaignSetId };
  for (let run = await db.syncRun.findFirst({ where }); run; run = await db.syncRun.findFirst({ where })) {
    await world.clock.sleep(60_000);
    await carryOutRun(world, run.id);
  }
}

test("a set that is paused while a call that enables its campaign is unanswered ends paused, here and there", async () => {
  const room = await createPushedWorld();
  const { world, actor } = room;
  await room.edit({ status: "paused" });
  await room.push();
  await room.edit({ status: "active" });
  const open = whileUnanswered(world, () => setRunning({ actor, campaignSetId: world.campaignSetId, running: false }));
  await carryOutRun(world, await insertRunRow(world), { open, leaseMs: 60_000 });
  await carryOutAllThatIsOpen(world);
  expect(await room.campaign()).toMatchObject({ status: "paused" });
  expect(await room.there()).toMatchObject({ configured_status: "PAUSED" });
});

test("a new campaign that is paused while the call that enables it is unanswered stays paused here", async () => {
  const room = await createPushedWorld({ campaigns: 1, adGroups: 0, ads: 0 });
  const { world } = room;
  const { campaignSetId, connectionId } = world;
  const size = { campaigns: 1, adGroups: 1, ads: 1 };
  await plantTree({ organizationId: world.actor.organizationId, campaignSetId, connectionId, size, label: "new " });
  const { id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId, name: { contains: "new" } } });
  const pause = () => db.campaign.update({ where: { id }, data: { status: "paused", version: { increment: 1 } } });
  const open = whileUnanswered(world, pause, ({ recordId, kind }) => recordId === id && kind === "update");
  await carryOutRun(world, await insertRunRow(world), { open, leaseMs: 60_000 });
  await carryOutAllThatIsOpen(world);
  expect(await db.campaign.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: "paused" });
});

test("a raise that is taken back while it is on the line stays taken back", async () => {
  const room = await createPushedWorld();
  await room.edit({ budgetAmountMicros: 70_000_000n });
  const open = whileUnanswered(room.world, () => room.edit({ budgetAmountMicros: 50_000_000n }));
  await carryOutRun(room.world, await insertRunRow(room.world), { open, leaseMs: 60_000 });
  expect(await room.campaign()).toMatchObject({ budgetAmountMicros: 50_000_000n });
  await room.push();
  expect(await room.there()).toMatchObject({ goal_value: 50_000_000 });
});

/** The world's platform, whose worker dies with the first call: before it arrives, or with its answer in hand. */
function dying(world: SyncWorld, when: "before" | "after"): SyncWorld["open"] {
  return async (options) => {
    const connection = await world.open(options);
    const apply: typeof connection.adapter.apply = async (operation, hooks) => {
      if (when === "before") await hooks.beforeUpdate?.();
      else await connection.adapter.apply(operation, hooks);
      throw new Error("the worker dies here");
    };
    return { ...connection, adapter: { ...connection.adapter, apply } };
  };
}

/** A raise from 50 to 70 is sent by a worker that dies, and taken back here. */
async function raiseTakenBack(when: "before" | "after") {
  const room = await createPushedWorld();
  const { world, clock, actor } = room;
  await room.edit({ budgetAmountMicros: 70_000_000n });
  const runId = await insertRunRow(world);
  await expect(carryOutRun(world, runId, { open: dying(world, when) })).rejects.toThrow("dies");
  await clock.sleep(60_000);
  await cancelRun({ actor, runId });
  await room.edit({ budgetAmountMicros: 50_000_000n });
  await clock.sleep(60_000);
  await pull(world);
  return room;
}

test("a raise that a dying worker had sent, taken back here, is not brought back by the next pull", async () => {
  const room = await raiseTakenBack("after");
  expect(await room.campaign()).toMatchObject({ budgetAmountMicros: 50_000_000n });
  await room.push();
  expect(await room.there()).toMatchObject({ goal_value: 50_000_000 });
});

test.each(["before", "after"] as const)(
  "what somebody makes of it there later is theirs (died %s it)",
  async (when) => {
    const room = await raiseTakenBack(when);
    await room.push();
    for (const amount of [65_000_000, 70_000_000]) {
      await room.clock.sleep(60_000);
      await room.editThere({ goal_value: amount });
      await room.clock.sleep(60_000);
      await pull(room.world);
      expect(await room.campaign()).toMatchObject({ budgetAmountMicros: BigInt(amount) });
    }
  },
);

test("what never arrived is forgotten: the same value from somebody there is their edit", async () => {
  const room = await raiseTakenBack("before");
  await room.editThere({ goal_value: 70_000_000 });
  await room.clock.sleep(60_000);
  await pull(room.world);
  expect(await room.campaign()).toMatchObject({ budgetAmountMicros: 70_000_000n });
});

test("a set that is paused after a worker died with the call that enables it ends paused, here and there", async () => {
  const room = await createPushedWorld();
  const { world, clock, actor } = room;
  await room.edit({ status: "paused" });
  await room.push();
  await room.edit({ status: "active" });
  const runId = await insertRunRow(world);
  await expect(carryOutRun(world, runId, { open: dying(world, "after") })).rejects.toThrow("dies");
  expect(await room.there()).toMatchObject({ configured_status: "ACTIVE" });
  await setRunning({ actor, campaignSetId: world.campaignSetId, running: false });
  await clock.sleep(60_000);
  await carryOutAllThatIsOpen(world);
  expect(await room.campaign()).toMatchObject({ status: "paused" });
  expect(await room.there()).toMatchObject({ configured_status: "PAUSED" });
});
