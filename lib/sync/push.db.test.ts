import { expect, test } from "vitest";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createSyncWorld, push } from "../testing/sync-world";
import { makePlan } from "./make-plan";

const fakeClock = () => createFakeClock({ at: new Date(), auto: true });

test("every record of a set reaches Reddit, and a second plan is empty", async () => {
  const world = await createSyncWorld({ clock: fakeClock(), size: { campaigns: 2, adGroups: 2, ads: 2 } });

  const run = await push(world);

  const failed = await db.operation.findMany({ where: { syncRunId: run?.id, state: { not: "applied" } } });
  expect(
    failed.map((row) => ({ name: row.recordName, state: row.state, error: row.error, reason: row.reason })),
  ).toEqual([]);
  expect(run).toMatchObject({ status: "completed", total: 14, synced: 14, failed: 0, skipped: 0 });
  expect(
    await world.host.fetch("http://simulator/_control/reddit/state?kind=campaign").then((r) => r.json()),
  ).toMatchObject({
    items: [{ configured_status: "ACTIVE" }, { configured_status: "ACTIVE" }],
  });
  const plan = await makePlan({ actor: world.actor, campaignSetId: world.campaignSetId });
  expect(plan.operations).toEqual([]);
  expect(plan.held).toEqual([]);
});
