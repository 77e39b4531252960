import { expect, test } from "vitest";
import { db } from "../../db/client";
import { createPushedWorld } from "../../testing/pushed-world";
import { pull, type SyncWorld } from "../../testing/sync-world";
import type { PullOptions } from "../pull/with-connection";

/** The world's Reddit, whose listings leave one campaign out, and its word when it is asked for that one directly. */
const leavingOut = (world: SyncWorld, platformId: string, directly: "there" | "gone"): PullOptions => ({
  open: async (options) => {
    const connection = await world.open(options);
    const { adapter } = connection;
    const observe: typeof adapter.observe = async (kind, cursor) => {
      const page = await adapter.observe(kind, cursor);
      return { ...page, records: page.records.filter((record) => record.platformId !== platformId) };
    };
    const fetch: typeof adapter.fetch = async (kind, id) => (directly === "gone" ? "gone" : adapter.fetch(kind, id));
    return { ...connection, adapter: { ...adapter, observe, fetch } };
  },
});

async function threeCampaigns() {
  const room = await createPushedWorld({ campaigns: 3, adGroups: 0, ads: 0 });
  const isGone = async () => (await room.link()).goneAt !== null;
  const look = async (directly: "there" | "gone") => {
    await room.clock.sleep(60_000);
    return pull(room.world, leavingOut(room.world, room.platformId, directly));
  };
  return { ...room, isGone, look };
}

test.each(["truncate_list", "empty_page", "skip_page", "repeat_page", "cut_body", "status"] as const)(
  "law 6, delete needs proof: three listings that %s delete nothing",
  async (kind) => {
    const { world, campaign, pull } = await createPushedWorld({ campaigns: 6, adGroups: 0, ads: 0 });
    world.host.setFaults("reddit", [{ kind, match: { method: "GET", path: "/campaigns?" } }]);
    // Some end the pull, some only make it see less.
    for (let round = 0; round < 3; round++) await Promise.allSettled([pull()]);
    expect(await db.link.count({ where: { campaignSetId: world.campaignSetId, goneAt: { not: null } } })).toBe(0);
    expect(await campaign()).toMatchObject({ status: "active", deletedAt: null });
  },
);

test("law 6, delete needs proof: one listing without it is none, whatever a direct read says", async () => {
  const { look, isGone, campaign } = await threeCampaigns();
  expect(await look("gone")).toMatchObject({ findings: { missing: 1, gone: 0 } });
  expect(await isGone()).toBe(false);
  expect(await campaign()).toMatchObject({ status: "active" });
});

test("law 6, delete needs proof: two listings without it are none while a direct read finds it", async () => {
  const { look, isGone } = await threeCampaigns();
  for (let round = 0; round < 3; round++) expect(await look("there")).toMatchObject({ findings: { gone: 0 } });
  expect(await isGone()).toBe(false);
});

test("law 6, delete needs proof: a listing that names it in between starts the count anew", async () => {
  const { look, isGone, pull } = await threeCampaigns();
  await look("gone");
  await pull();
  await look("gone");
  expect(await isGone()).toBe(false);
});

test("law 6, delete needs proof: two listings without it and a direct read that says gone are proof", async () => {
  const { look, isGone, campaign } = await threeCampaigns();
  await look("gone");
  expect(await look("gone")).toMatchObject({ findings: { missing: 1, gone: 1 } });
  expect(await isGone()).toBe(true);
  expect(await campaign()).toMatchObject({ status: "archived", deletedAt: null });
});
