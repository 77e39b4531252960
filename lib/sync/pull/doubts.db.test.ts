import { describe, expect, test } from "vitest";
import { db } from "../../db/client";
import { leavingOut } from "../../testing/leaving-out";
import { createPushedWorld } from "../../testing/pushed-world";
import { pull } from "../../testing/sync-world";
import { readPages, settleListing, startReading } from "./read-connection";
import { openPullFor } from "./request-pull";

const MINUTES_15 = 15 * 60_000;

async function threeCampaigns() {
  const room = await createPushedWorld({ campaigns: 3, adGroups: 0, ads: 0 });
  const { world, clock, platformId } = room;
  const pullWithout = async (directly: "there" | "gone") => {
    await clock.sleep(MINUTES_15);
    return pull(world, leavingOut(world, [platformId], { directly }));
  };
  return { ...room, pullWithout };
}

describe("what was taken for gone and is named again", () => {
  test("is not gone: our side follows, and it goes on as before", async () => {
    const { pullWithout, campaign, link, editThere, pull, plan, edit, push, there } = await threeCampaigns();
    for (let round = 0; round < 2; round++) await pullWithout("gone");
    expect(await campaign()).toMatchObject({ status: "archived" });
    expect(await link()).toMatchObject({ goneAt: expect.any(Date) });

    editThere({ goal_value: 61_000_000 });
    expect(await pull()).toMatchObject({ status: "completed", findings: { pulled: 2, missing: 0 } });
    expect(await link()).toMatchObject({ goneAt: null, missingSince: null, syncStatus: "synced" });
    expect(await campaign()).toMatchObject({ status: "active", budgetAmountMicros: 61_000_000n });
    expect((await plan()).operations).toEqual([]);

    await edit({ name: "Goes on" });
    await push();
    expect(await there()).toMatchObject({ name: "Goes on", configured_status: "ACTIVE" });
  });

  test("settles the conflict that its end had opened", async () => {
    const { pullWithout, conflicts, campaign, edit, pull } = await threeCampaigns();
    await edit({ name: "Still wanted" });
    for (let round = 0; round < 2; round++) await pullWithout("gone");
    expect(await conflicts()).toMatchObject([{ status: "open", fields: [{ platform: "gone" }] }]);
    await pull();
    expect(await conflicts()).toMatchObject([{ status: "resolved", resolution: { by: "agreement" } }]);
    expect(await campaign()).toMatchObject({ status: "active", name: "Still wanted" });
  });

  test("by a listing that a push reads, too", async () => {
    const { pullWithout, link, push } = await threeCampaigns();
    for (let round = 0; round < 2; round++) await pullWithout("gone");
    await push();
    expect(await link()).toMatchObject({ goneAt: null });
  });
});

test("a listing that is settled twice, because its worker died, is still one listing", async () => {
  const { world, clock, actor, platformId, link, pullWithout } = await threeCampaigns();
  const options = { clock, ...leavingOut(world, [platformId], { directly: "gone" }) };
  const { row } = await openPullFor({ actor, connectionId: world.connectionId });
  await startReading(row.id, options);
  await readPages({ runId: row.id, recordKind: "campaign", page: 0, cursor: null }, options);
  for (let tries = 0; tries < 2; tries++) {
    expect(await settleListing({ runId: row.id, recordKind: "campaign" }, options)).toMatchObject({
      missing: 1,
      gone: 0,
    });
  }
  expect(await link()).toMatchObject({ goneAt: null });
  await db.syncRun.update({ where: { id: row.id }, data: { status: "cancelled", openKey: null, endedAt: new Date() } });
  expect(await pullWithout("gone")).toMatchObject({ findings: { gone: 1 } });
});

describe("what a direct read says", () => {
  test("is taken over: archived over there, and for that reason left out of listings", async () => {
    const { pullWithout, editThere, campaign, link } = await threeCampaigns();
    editThere({ configured_status: "ARCHIVED" });
    await pullWithout("there");
    expect(await campaign()).toMatchObject({ status: "active" });
    await pullWithout("there");
    expect(await campaign()).toMatchObject({ status: "archived" });
    expect(await link()).toMatchObject({ goneAt: null, missingSince: expect.any(Date) });
  });

  test("is asked for of every record in turn, when more are in doubt than one pull asks for", async () => {
    const { world, clock, desk } = await createPushedWorld({ campaigns: 56, adGroups: 0, ads: 0 });
    const left = (await desk.list("campaign")).slice(0, 53).map(({ id }) => id);
    const asked: string[][] = [];
    for (let round = 0; round < 3; round++) {
      await clock.sleep(MINUTES_15);
      const now: string[] = [];
      await pull(world, leavingOut(world, left, { directly: "there", onAsked: (id) => now.push(id) }));
      asked.push(now);
    }
    expect(asked.map((ids) => ids.length)).toEqual([0, 50, 50]);
    expect(new Set(asked.flat())).toEqual(new Set(left));
  });
});
