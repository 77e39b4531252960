import { beforeEach, describe, expect, test } from "vitest";
import type { Prisma } from "../../prisma/generated/client";
import { createSyncWorld, insertRunRow } from "../testing/sync-world";
import { db } from "./client";
import { claimRun, listLostRuns, releaseRun, renewLease } from "./sync-runs";

const LONG_AGO = new Date(Date.now() - 10 * 60_000);
const SOON = new Date(Date.now() + 60_000);

beforeEach(() => db.syncRun.deleteMany());

async function runWith(data: Partial<Prisma.SyncRunUncheckedCreateInput> = {}): Promise<string> {
  const world = await createSyncWorld({ size: { campaigns: 0, adGroups: 0, ads: 0 } });
  return insertRunRow(world, { createdAt: LONG_AGO, ...data });
}

describe("a run that nobody carries out", () => {
  test("is sent again, under another number, and then left alone for a while", async () => {
    const runId = await runWith();
    expect(await listLostRuns(60_000, 10)).toMatchObject([{ id: runId, sendCount: 1 }]);
    expect(await listLostRuns(60_000, 10)).toEqual([]);
  });

  test("is sent again later and later while that is in vain", async () => {
    const runId = await runWith({ sendCount: 3, sentAt: new Date(Date.now() - 3 * 60_000) });
    expect(await listLostRuns(60_000, 10)).toEqual([]);
    await db.syncRun.update({ where: { id: runId }, data: { sentAt: LONG_AGO } });
    expect(await listLostRuns(60_000, 10)).toMatchObject([{ id: runId, sendCount: 4 }]);
  });

  test.each([
    ["was asked for a moment ago", { createdAt: new Date() }],
    ["shows progress", { status: "running", progressAt: new Date() }],
    ["is held by a worker", { status: "running", leaseUntil: SOON }],
    ["waits for its platform", { status: "running", waitingUntil: SOON }],
    ["has ended", { status: "completed", openKey: null }],
  ] as [string, Partial<Prisma.SyncRunUncheckedCreateInput>][])("is not one that %s", async (_name, data) => {
    await runWith(data);
    expect(await listLostRuns(60_000, 10)).toEqual([]);
  });

  test("is sent by one of those who look at the same moment", async () => {
    await Promise.all(Array.from({ length: 3 }, () => runWith()));
    const found = await Promise.all(Array.from({ length: 5 }, () => listLostRuns(60_000, 10)));
    expect(found.flat()).toHaveLength(3);
    expect(new Set(found.flat().map(({ id }) => id)).size).toBe(3);
  });
});

describe("a claim", () => {
  test("is given to one of those who come at once", async () => {
    const runId = await runWith();
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimRun(runId, 60_000)));
    expect(claims.filter((claim) => claim !== null)).toEqual([{ generation: 1 }]);
    expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "running" });
  });

  test("is not given to a run that has ended", async () => {
    expect(await claimRun(await runWith({ status: "cancelled", openKey: null }), 60_000)).toBeNull();
  });

  test("is let go and renewed only by whoever holds it", async () => {
    const runId = await runWith();
    await claimRun(runId, 0);
    const second = await claimRun(runId, 60_000);
    await releaseRun(runId, 1, null);
    await renewLease(runId, 1, 0);
    expect(await claimRun(runId, 60_000)).toBeNull();
    await releaseRun(runId, second?.generation ?? 0, { waiting: "Waiting on Reddit.", until: SOON });
    expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({
      leaseUntil: null,
      waiting: "Waiting on Reddit.",
      waitingUntil: SOON,
    });
    expect(await claimRun(runId, 60_000)).toEqual({ generation: 3 });
  });
});
