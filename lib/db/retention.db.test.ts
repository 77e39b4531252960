import { expect, test } from "vitest";
import { db } from "./client";
import { deleteOldRows, RETENTION_DAYS } from "./retention";

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

test("rows past their period go, younger ones stay", async () => {
  const old = daysAgo(RETENTION_DAYS.LiveEvent + 1);
  await db.liveEvent.createMany({
    data: [
      { topic: "t", id: 1n, type: "run", data: {}, createdAt: old },
      { topic: "t", id: 2n, type: "run", data: {}, createdAt: new Date() },
    ],
  });

  expect(await deleteOldRows()).toEqual({ LiveEvent: 1, PlatformCall: 0, IdempotencyRecord: 0 });
  expect((await db.liveEvent.findMany()).map((row) => row.id)).toEqual([2n]);
});
