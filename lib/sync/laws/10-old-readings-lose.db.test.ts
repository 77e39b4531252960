import { expect, test } from "vitest";
import { createPushedWorld } from "../../testing/pushed-world";
import { pull } from "../../testing/sync-world";

test("law 10, old readings lose: a poll that began before our write does not take it back, however late it ends", async () => {
  const { world, edit, campaign, there, conflicts, push, plan } = await createPushedWorld();
  await edit({ name: "Ours" });
  // The listing is read, then our push overtakes it, then the listing is saved.
  let isOvertaken = false;
  await pull(world, {
    open: async (options) => {
      const connection = await world.open(options);
      const observe: typeof connection.adapter.observe = async (kind, cursor) => {
        const page = await connection.adapter.observe(kind, cursor);
        if (!isOvertaken) {
          isOvertaken = true;
          await push();
        }
        return page;
      };
      return { ...connection, adapter: { ...connection.adapter, observe } };
    },
  });
  expect(isOvertaken).toBe(true);
  expect(await campaign()).toMatchObject({ name: "Ours" });
  expect(await there()).toMatchObject({ name: "Ours" });
  expect(await conflicts()).toEqual([]);
  expect((await plan()).operations).toEqual([]);
});

test("law 10, old readings lose: a listing that shows the past after our write changes nothing for good", async () => {
  const { world, edit, campaign, there, conflicts, push, pull, plan } = await createPushedWorld();
  await edit({ name: "Ours" });
  await push();
  world.host.setFaults("reddit", [{ kind: "stale_list", delayMs: 30_000, match: { method: "GET" } }]);
  await pull();
  world.host.setFaults("reddit", []);
  await pull();
  expect(await campaign()).toMatchObject({ name: "Ours" });
  expect(await there()).toMatchObject({ name: "Ours" });
  expect(await conflicts()).toEqual([]);
  expect((await plan()).operations).toEqual([]);
});

test("law 10, old readings lose: the same reading twice is the same as once", async () => {
  const { editThere, campaign, link, pull } = await createPushedWorld();
  editThere({ name: "Theirs" });
  await pull();
  const once = [await campaign(), await link()];
  expect(await pull()).toMatchObject({ findings: { pulled: 0, conflicts: 0 } });
  expect([await campaign(), await link()]).toEqual(once);
});
