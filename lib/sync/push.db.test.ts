import { expect, test } from "vitest";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createSyncWorld, push } from "../testing/sync-world";
import { listCalls, listOperations } from "./get-sync-run";
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

test("each record knows the calls that were made for it, and no other's", async () => {
  const world = await createSyncWorld({ clock: fakeClock(), size: { campaigns: 2, adGroups: 1, ads: 1 } });
  const run = await push(world);
  const runId = run?.id ?? "";
  const page = { actor: world.actor, runId, limit: 100, cursor: null };
  const { items: operations } = await listOperations(page);

  for (const { id, recordKind, platformId } of operations) {
    const { items: calls } = await listCalls({ ...page, operationId: id });
    const writes = calls.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
    const expected = {
      // Created paused, enabled when all below it is there; calls are listed newest first.
      campaign: [
        expect.stringMatching(`PATCH .*/campaigns/${platformId}$`),
        expect.stringMatching(/POST .*\/campaigns$/),
      ],
      ad_group: [expect.stringMatching(/POST .*\/ad_groups$/)],
      ad: [expect.stringMatching(/POST .*\/ads$/), expect.stringMatching(/POST .*\/structured_posts\/jobs$/)],
      keyword: [],
    };
    expect(writes, recordKind).toEqual(expected[recordKind]);
  }
  // What is read to compare belongs to the run, not to a record.
  const again = await push(world);
  const { items: reads } = await listCalls({ ...page, runId: again?.id ?? "" });
  expect(reads.length).toBeGreaterThan(0);
  expect(reads.map(({ method, operationId }) => ({ method, operationId }))).toEqual(
    reads.map(() => ({ method: "GET", operationId: null })),
  );
});
