import { expect, test } from "vitest";
import { summaryState } from "../../../components/campaigns/record-state";
import { runState } from "../../../components/live/run-words";
import { connectionState } from "../../../components/ui/connection-state";
import { listCampaignSets } from "../../campaigns/list-campaign-sets";
import { resolveConflict } from "../../conflicts/resolve-conflict";
import { listConnections } from "../../connections/list-connections";
import { db } from "../../db/client";
import { createPushedWorld } from "../../testing/pushed-world";
import { insertRunRow } from "../../testing/sync-world";
import { getSyncRun } from "../get-sync-run";

type Room = Awaited<ReturnType<typeof createPushedWorld>>;

/** The badge of the connection, as its page draws it at this moment. */
async function connectionBadge({ actor, clock }: Room) {
  const [connection] = (await listConnections({ actor })).items;
  if (!connection) throw new Error("the world has a connection");
  return connectionState(connection, clock.now().getTime()).state;
}

/** The badge of the set, as the list of sets draws it. */
async function setBadge({ actor }: Room) {
  const [set] = (await listCampaignSets({ actor, limit: 10, cursor: null })).items;
  if (!set) throw new Error("the world has a set");
  return summaryState(set).state;
}

async function green() {
  const room = await createPushedWorld({ campaigns: 6, adGroups: 1, ads: 0 });
  await room.pull();
  expect([await connectionBadge(room), await setBadge(room)]).toEqual(["in_step", "in_step"]);
  return room;
}

const TROUBLES: Record<string, (room: Room) => Promise<unknown>> = {
  "an open conflict": async ({ edit, editThere, pull }) => {
    await edit({ name: "Ours" });
    editThere({ name: "Theirs" });
    await pull();
  },
  "an overdue poll": ({ clock }) => clock.sleep(31 * 60_000),
  "a listing that was cut short": async ({ world, pull }) => {
    world.host.setFaults("reddit", [{ kind: "truncate_list", match: { method: "GET", path: "/campaigns?" } }]);
    expect(await pull()).toMatchObject({ status: "completed", findings: { missing: expect.any(Number) } });
  },
  "an open breaker": async ({ world, pull }) => {
    world.host.setFaults("reddit", [{ kind: "status", match: { method: "GET" } }]);
    for (let tries = 0; tries < 10; tries++) await Promise.allSettled([pull()]);
    expect(await db.breaker.findFirst({ where: { connectionId: world.connectionId } })).toMatchObject({
      state: "open",
    });
  },
};

test.each(Object.entries(TROUBLES))(
  "law 16, status tells the truth: no connection is green with %s",
  async (_name, make) => {
    const room = await green();
    await make(room);
    expect(await connectionBadge(room)).not.toBe("in_step");
  },
);

test("law 16, status tells the truth: a reading that broke off in the middle does not count as one", async () => {
  const room = await green();
  const { lastPullAt } = await db.connection.findUniqueOrThrow({ where: { id: room.world.connectionId } });
  room.world.host.setFaults("reddit", [{ kind: "error_in_200", match: { method: "GET", path: "/ad_groups?" } }]);
  await Promise.allSettled([room.push()]);
  await Promise.allSettled([room.pull()]);
  expect(await db.connection.findUnique({ where: { id: room.world.connectionId } })).toMatchObject({ lastPullAt });
});

test("law 16, status tells the truth: a pull that saw less than it should is not green", async () => {
  const room = await green();
  room.world.host.setFaults("reddit", [{ kind: "truncate_list", match: { method: "GET", path: "/campaigns?" } }]);
  const run = await room.pull();
  const view = await getSyncRun({ actor: room.actor, runId: run?.id ?? "" });
  expect(runState(view).state).not.toBe("in_step");
});

test("law 16, status tells the truth: a record in conflict stays in conflict when another field of it is pushed", async () => {
  const room = await green();
  await room.edit({ name: "Ours", endAt: new Date("2031-01-01") });
  room.editThere({ name: "Theirs" });
  expect(await room.push()).toMatchObject({ synced: 1 });
  expect(await room.link()).toMatchObject({ syncStatus: "conflict" });
  expect(await setBadge(room)).toBe("conflict");
});

test.each(["taken over", "chosen in a conflict"])(
  "law 16, status tells the truth: a set whose campaigns were all paused there says so once that is %s",
  async (how) => {
    const room = await createPushedWorld();
    expect(await room.set()).toMatchObject({ status: "active" });
    room.editThere({ configured_status: "PAUSED" });
    if (how === "chosen in a conflict") await room.edit({ status: "archived" });
    await room.pull();
    for (const { id } of await room.conflicts()) {
      await resolveConflict({ actor: room.actor, conflictId: id, decision: { choice: "platform" } });
    }
    expect(await room.campaign()).toMatchObject({ status: "paused" });
    expect(await room.set()).toMatchObject({ status: "paused" });
  },
);

test("law 16, status tells the truth: a run without progress for a minute and a half says so", async () => {
  const { world, actor } = await createPushedWorld();
  const runId = await insertRunRow(world, { status: "running", progressAt: new Date(Date.now() - 60_000) });
  const badge = async () => runState(await getSyncRun({ actor, runId }));
  expect(await badge()).toMatchObject({ state: "syncing" });
  await db.syncRun.update({ where: { id: runId }, data: { progressAt: new Date(Date.now() - 91_000) } });
  expect(await badge()).toEqual({ state: "stale", detail: "· no progress" });
});
