import { expect, test } from "vitest";
import { db } from "../../db/client";
import { createFakeClock } from "../../testing/fake-clock";
import { createDesk } from "../../testing/reddit-desk";
import { createSyncWorld, push } from "../../testing/sync-world";
import { listOperations } from "../get-sync-run";

test("law 15, one bad item fails alone: its siblings finish, and the run says partial and names it", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 4, adGroups: 1, ads: 1 } });
  const desk = createDesk(world);
  const [, bad] = await db.adGroup.findMany({
    where: { organizationId: world.actor.organizationId },
    orderBy: { name: "asc" },
  });
  await db.adGroup.update({ where: { id: bad?.id }, data: { targeting: { communities: ["nobodyknowsthis"] } } });

  const run = await push(world);

  // Of its own tree the ad below it waits; all else is there.
  expect(run).toMatchObject({ status: "partial", total: 12, synced: 10, failed: 1, skipped: 1 });
  const status = (await desk.list("campaign")).map((item) => item.configured_status).sort();
  expect(status).toEqual(["ACTIVE", "ACTIVE", "ACTIVE", "PAUSED"]);
  const page = { actor: world.actor, runId: run?.id ?? "", state: "failed" as const, limit: 10, cursor: null };
  expect((await listOperations(page)).items).toMatchObject([
    {
      recordId: bad?.id,
      recordName: bad?.name,
      error: { code: "rejected", message: expect.stringContaining("nobodyknowsthis") },
    },
  ]);
});
