import { expect, test } from "vitest";
import { db } from "../db/client";
import { createPushedWorld } from "../testing/pushed-world";
import { carryOutRun, insertRunRow, pull } from "../testing/sync-world";

async function withListing(items: "nothing" | "the same") {
  const room = await createPushedWorld();
  const { world } = room;
  let pages = 0;
  const open: typeof world.open = async (options) => {
    const connection = await world.open(options);
    const { adapter } = connection;
    const observe: typeof adapter.observe = async (kind) => {
      pages++;
      if (pages > 100) throw new Error("it went on for ever");
      const page = await adapter.observe(kind, null);
      return { records: items === "nothing" ? [] : page.records, nextCursor: "again" };
    };
    return { ...connection, adapter: { ...adapter, observe } };
  };
  return { ...room, open, pages: () => pages };
}

test.each(["nothing", "the same"] as const)(
  "a push stops at a listing that goes on and on with %s, before it sends anything",
  async (items) => {
    const { world, edit, desk, open, pages } = await withListing(items);
    await edit({ name: "Not sent" });
    const runId = await insertRunRow(world);
    await carryOutRun(world, runId, { open });
    expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({
      status: "failed",
      error: { code: "contract_violation", message: expect.stringContaining("list does not end") },
    });
    expect(pages()).toBeLessThan(10);
    expect(desk.writes()).toEqual([]);
  },
);

test.each(["nothing", "the same"] as const)("a pull stops at a listing that goes on and on with %s", async (items) => {
  const { world, open, pages } = await withListing(items);
  expect(await pull(world, { open })).toMatchObject({ status: "failed", error: { code: "contract_violation" } });
  expect(pages()).toBeLessThan(10);
  expect(await db.link.count({ where: { connectionId: world.connectionId, missingSince: { not: null } } })).toBe(0);
});
