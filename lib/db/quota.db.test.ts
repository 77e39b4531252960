import { beforeEach, describe, expect, test } from "vitest";
import { sql } from "../testing/db";
import { createSyncWorld } from "../testing/sync-world";
import { createQuotaStore } from "./quota";

const GROUPS = { write: { limit: 50, windowMs: 60_000 } };
let connectionId: string;
const store = () => createQuotaStore(connectionId, GROUPS);

beforeEach(async () => {
  ({ connectionId } = await createSyncWorld({ size: { campaigns: 0, adGroups: 0, ads: 0 } }));
});

const row = async () => (await sql(`select * from "QuotaWindow" where "connectionId" = $1`, [connectionId]))[0];
/** As if so much of the window had passed. */
const pass = (ms: number) =>
  sql(
    `update "QuotaWindow" set "endsAt" = "endsAt" - $2::int * interval '1 millisecond',
       "blockedUntil" = "blockedUntil" - $2::int * interval '1 millisecond' where "connectionId" = $1`,
    [connectionId, ms],
  );
const reading = (remaining: number, resetsInMs: number, limit?: number) => ({
  group: "write",
  remaining,
  resetsInMs,
  limit,
});

test("many who take at once never get more than a window holds", async () => {
  const workers = Array.from({ length: 8 }, store);
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, index) => workers[index % 8]?.take("write", 1 + (index % 5), null)),
  );
  const granted = answers.reduce((sum, answer) => sum + (answer?.granted ?? 0), 0);
  expect(granted).toBe(50);
  const waits = answers.filter((answer) => answer?.granted === 0).map((answer) => answer?.waitMs ?? 0);
  expect(Math.min(...waits)).toBeGreaterThan(50_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
});

test("who asks for more than is left gets what is left, and hears how long to wait for the rest", async () => {
  const quota = store();
  expect(await quota.take("write", 45, null)).toEqual({ granted: 45, waitMs: 0 });
  expect(await quota.take("write", 20, null)).toMatchObject({ granted: 5, waitMs: expect.any(Number) });
  expect((await quota.take("write", 1, null)).granted).toBe(0);
});

test("a window that has ended makes room for the next", async () => {
  const quota = store();
  await quota.take("write", 50, null);
  await pass(61_000);
  expect(await quota.take("write", 50, null)).toEqual({ granted: 50, waitMs: 0 });
  expect((await quota.take("write", 1, null)).granted).toBe(0);
});

describe("what the platform's headers say", () => {
  test("takes permits away that others have used", async () => {
    const quota = store();
    await quota.take("write", 1, null);
    expect(await quota.take("write", 50, reading(10, 30_000))).toMatchObject({ granted: 10 });
    const { waitMs } = await quota.take("write", 1, null);
    expect(waitMs).toBeGreaterThan(25_000);
    expect(waitMs).toBeLessThanOrEqual(30_000);
  });

  test("never gives back what we know is used, because answers overtake each other", async () => {
    const quota = store();
    await quota.take("write", 40, reading(50, 30_000));
    expect(await quota.take("write", 50, reading(49, 30_000))).toMatchObject({ granted: 10 });
  });

  test("moves the end of the window", async () => {
    const quota = store();
    await quota.take("write", 50, null);
    await quota.take("write", 1, reading(0, 2_000));
    const { waitMs } = await quota.take("write", 1, null);
    expect(waitMs).toBeLessThanOrEqual(2_000);
  });

  test("replaces the quota we assumed", async () => {
    const quota = store();
    expect(await quota.take("write", 200, reading(199, 60_000, 200))).toMatchObject({ granted: 199 });
    expect(await row()).toMatchObject({ limit: 200 });
  });

  test("opens the next window when it names one that ends later than ours", async () => {
    const quota = store();
    await quota.take("write", 50, reading(50, 60_000));
    await pass(59_500);
    // A call that left in the last moment was counted over there in the new window already.
    const { granted } = await quota.take("write", 30, reading(49, 59_800));
    expect(granted).toBe(30);
  });
});

describe("a block", () => {
  test("holds everyone up until it passes", async () => {
    const quota = store();
    await quota.take("write", 1, null);
    await quota.block("write", 5_000);
    const { granted, waitMs } = await store().take("write", 1, null);
    expect(granted).toBe(0);
    expect(waitMs).toBeGreaterThan(4_000);
    await pass(5_001);
    expect((await quota.take("write", 1, null)).granted).toBe(1);
  });
  test("is not shortened by a shorter one", async () => {
    const quota = store();
    await quota.take("write", 1, null);
    await quota.block("write", 9_000);
    await quota.block("write", 1_000);
    expect((await quota.take("write", 1, null)).waitMs).toBeGreaterThan(8_000);
  });
  test("does not use up permits", async () => {
    const quota = store();
    await quota.take("write", 1, null);
    await quota.block("write", 1_000);
    await quota.take("write", 40, null);
    await pass(1_001);
    expect((await quota.take("write", 49, null)).granted).toBe(49);
  });
});

test("connections and groups do not share their permits", async () => {
  const groups = { ...GROUPS, read: { limit: 7, windowMs: 60_000 } };
  const mine = createQuotaStore(connectionId, groups);
  const other = createQuotaStore(
    (await createSyncWorld({ size: { campaigns: 0, adGroups: 0, ads: 0 } })).connectionId,
    groups,
  );
  await mine.take("write", 50, null);
  expect((await mine.take("read", 9, null)).granted).toBe(7);
  expect((await other.take("write", 9, null)).granted).toBe(9);
  await expect(mine.take("nothing", 1, null)).rejects.toThrow("unknown quota group");
});
