import { expect, test } from "vitest";
import { createPushedWorld } from "../../testing/pushed-world";
import { pull, push } from "../../testing/sync-world";

/** A world a second after our push of a new name: the platform's listing may still show the old one. */
async function renamedJustNow() {
  const room = await createPushedWorld();
  await room.edit({ name: "New name" });
  await push(room.world);
  await room.clock.sleep(1_000);
  room.desk.forgetCalls();
  return room;
}

const STALE = { kind: "stale_list", delayMs: 30_000, match: { method: "GET", path: "/campaigns?" } } as const;

test("a listing that is older than our write a second ago does not take it back", async () => {
  const { world, campaign, conflicts, plan } = await renamedJustNow();
  world.host.setFaults("reddit", [STALE]);
  expect(await pull(world)).toMatchObject({ findings: { pulled: 0, conflicts: 0, missing: 0 } });
  expect(await campaign()).toMatchObject({ name: "New name" });
  expect(await conflicts()).toEqual([]);
  expect((await plan()).operations).toEqual([]);
});

test("nor does it make a push believe that somebody changed it back", async () => {
  const { world, edit, there, conflicts } = await renamedJustNow();
  world.host.setFaults("reddit", [STALE]);
  await edit({ name: "Newer name" });
  await push(world);
  expect(await conflicts()).toEqual([]);
  expect(await there()).toMatchObject({ name: "Newer name" });
});

test("what somebody changed there within that second is not missed: the record is asked for by itself", async () => {
  const { world, editThere, campaign, desk } = await renamedJustNow();
  editThere({ goal_value: 61_000_000 });
  expect(await pull(world)).toMatchObject({ findings: { pulled: 1, conflicts: 0 } });
  expect(await campaign()).toMatchObject({ name: "New name", budgetAmountMicros: 61_000_000n });
  const direct = desk.calls().filter(({ path }) => /\/campaigns\/[^?]+$/.test(path));
  expect(direct, "only the one that differs costs a call").toHaveLength(1);
});

test("a listing that shows our write costs no call more", async () => {
  const { world, desk } = await renamedJustNow();
  await pull(world);
  expect(desk.calls().filter(({ path }) => !path.includes("/oauth/"))).toHaveLength(3);
});
