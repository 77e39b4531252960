import { expect, test } from "vitest";
import { db } from "../../db/client";
import { createFakeClock } from "../../testing/fake-clock";
import { openThrough } from "../../testing/pushed-world";
import { carryOutRun, createSyncWorld, insertRunRow } from "../../testing/sync-world";

test("law 7, store the id first: no call leaves that names a new object before its id is in the database", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 2, adGroups: 2, ads: 2 } });
  const made: string[] = [];
  let named = 0;
  const open = openThrough(world, async (input, init) => {
    const request = new Request(input, init);
    const text = `${request.url} ${await request.clone().text()}`;
    for (const id of made.filter((id) => new RegExp(`\\b${id}\\b`).test(text))) {
      named += 1;
      const known = await db.link.count({ where: { connectionId: world.connectionId, platformId: id } });
      expect(known, `${request.method} ${request.url} names ${id}`).toBe(1);
    }
    const answer = await world.host.fetch(input, init);
    if (request.method === "POST" && /\/(campaigns|ad_groups|ads)$/.test(new URL(request.url).pathname)) {
      made.push(((await answer.clone().json()) as { data: { id: string } }).data.id);
    }
    return answer;
  });
  const runId = await insertRunRow(world);
  await carryOutRun(world, runId, { open });
  expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "completed", synced: 14 });
  expect(made).toHaveLength(14);
  // Each ad group names its campaign, each ad its ad group, and each campaign is enabled.
  expect(named).toBeGreaterThanOrEqual(4 + 8 + 2);
});
