import { beforeEach, describe, expect, test } from "vitest";
import type { QuotaReading } from "../http/pacing";
import { sql } from "../testing/db";
import { createSyncWorld, insertRunRow, type SyncWorld } from "../testing/sync-world";
import { createQuotaStore } from "./quota";

const GROUPS = { write: { limit: 50, windowMs: 60_000 } };
let world: SyncWorld;
let connectionId: string;
const NEVER = { yields: false, least: 1 };
const LARGE = { yields: true, least: 1 };
/** The permits as one worker asks for them, giving way to nobody unless it says so. */
function storeOf(id: string, groups: typeof GROUPS & Record<string, { limit: number; windowMs: number }> = GROUPS) {
  const { take, block } = createQuotaStore(id, groups);
  return {
    take: (group: string, wanted: number, reading: QuotaReading | null, options = NEVER) =>
      take(group, wanted, reading, options),
    block,
  };
}
const store = () => storeOf(connectionId);

beforeEach(async () => {
  world = await createSyncWorld({ size: { campaigns: 1, adGroups: 0, ads: 0 } });
  ({ connectionId } = world);
});

const row = async () => (await sql(`select * from "QuotaWindow" where "connectionId" = $1`, [connectionId]))[0];
/** As if so much of the window had passed. */
const pass = (ms: number) =>
  sql(
    `update "QuotaWindow" set "endsAt" = "endsAt" - $2::int * interval '1 millisecond',
       "endedAt" = "endedAt" - $2::int * interval '1 millisecond',
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

test("what is too little for one call is not granted, so that it is not lost", async () => {
  const quota = store();
  await quota.take("write", 45, null);
  expect(await quota.take("write", 8, null, { ...NEVER, least: 2 })).toMatchObject({ granted: 4 });
  expect(await quota.take("write", 2, null, { ...NEVER, least: 2 })).toMatchObject({ granted: 0 });
  expect((await quota.take("write", 1, null)).granted).toBe(1);
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

  test("is not taken for a new window when a busy process comes to an answer late", async () => {
    const quota = store();
    await quota.take("write", 40, reading(50, 30_000));
    // Told eight seconds after it was said.
    expect(await quota.take("write", 50, reading(45, 38_000))).toMatchObject({ granted: 10 });
    const { granted, waitMs } = await store().take("write", 1, null);
    expect(granted).toBe(0);
    // Nor does the end move away with it.
    expect(waitMs).toBeLessThanOrEqual(30_000);
  });

  test("of the window before, come to in the next one, neither ends it nor fills it", async () => {
    const quota = store();
    await quota.take("write", 50, reading(50, 60_000));
    await pass(60_000);
    expect((await quota.take("write", 40, null)).granted).toBe(40);
    // Its last answers are read only now: nothing left, and an end that is as good as here.
    expect((await quota.take("write", 5, reading(0, 0))).granted).toBe(5);
    expect((await quota.take("write", 20, reading(1, 900))).granted).toBe(5);
    const next = await quota.take("write", 1, null);
    expect(next.granted).toBe(0);
    expect(next.waitMs).toBeGreaterThan(50_000);
  });

  test("of the window that is just over does not fill the next one", async () => {
    const quota = store();
    await quota.take("write", 50, null);
    await pass(60_000);
    expect((await quota.take("write", 30, reading(0, 0))).granted).toBe(30);
    expect((await quota.take("write", 30, null)).granted).toBe(20);
    expect((await quota.take("write", 1, null)).waitMs).toBeGreaterThan(50_000);
  });

  test.each([
    { what: "a little later", passed: 20_000 },
    { what: "so much later that it must be another window's", passed: 40_000 },
  ])("replaces an end that was only assumed by one that is $what, and frees nothing", async ({ passed }) => {
    const quota = store();
    // Nobody heard the answers to these, so they may have been counted before or after the platform's window changed.
    await quota.take("write", 10, null);
    await pass(passed);
    expect((await quota.take("write", 50, reading(50, 59_000))).granted).toBe(40);
    await pass(58_000);
    expect((await quota.take("write", 1, null)).granted).toBe(0);
    await pass(1_001);
    expect((await quota.take("write", 50, null)).granted).toBe(50);
  });

  test("is needed to end a window early: without it one lasts its full length from its last permit", async () => {
    const quota = store();
    await quota.take("write", 10, null);
    await pass(40_000);
    await quota.take("write", 30, null);
    await pass(40_000);
    expect((await quota.take("write", 50, null)).granted).toBe(10);
    await pass(61_000);
    expect((await quota.take("write", 50, null)).granted).toBe(50);
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

describe("people first: of a window, whoever has much to do", () => {
  /** An open run with so many operations still to come. */
  const openWork = (total: number) => insertRunRow(world, { total, status: "running" });

  test("leaves a tenth to others, who get it at once", async () => {
    await openWork(500);
    const large = store();
    expect(await large.take("write", 60, null, LARGE)).toMatchObject({ granted: 45 });
    expect((await large.take("write", 60, null, LARGE)).granted).toBe(0);
    expect(await store().take("write", 3, null)).toEqual({ granted: 3, waitMs: 0 });
    expect((await large.take("write", 60, null, LARGE)).granted).toBe(0);
    expect((await store().take("write", 3, null)).granted).toBe(2);
  });

  test("never gets more than the window holds together with others, however many ask at once", async () => {
    await openWork(500);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => store().take("write", 2, null, index % 3 === 0 ? NEVER : LARGE)),
    );
    expect(answers.reduce((sum, { granted }) => sum + granted, 0)).toBeLessThanOrEqual(50);
    expect((await store().take("write", 1, null)).granted).toBeLessThanOrEqual(1);
  });

  test("takes all of it for work that it can finish with it", async () => {
    await openWork(50);
    expect(await store().take("write", 50, null, LARGE)).toEqual({ granted: 50, waitMs: 0 });
  });

  /** The large run has had what it gets of this window, and all of that has landed. */
  async function useUp(total: number): Promise<number> {
    await openWork(total);
    await store().take("write", 1, reading(50, 60_000), LARGE);
    const { granted, waitMs } = await store().take("write", 50, null, LARGE);
    expect(granted).toBe(44);
    await sql(`update "SyncRun" set "synced" = 45 where "campaignSetId" = $1`, [world.campaignSetId]);
    return waitMs;
  }

  test("gets it bit by bit, and the last shortly before the end: no window ends with permits that somebody waits for", async () => {
    const aTenth = 5;
    let waitMs = await useUp(400);
    for (let permit = 1; permit <= aTenth; permit++) {
      expect(waitMs).toBeGreaterThan(10_500);
      expect(waitMs).toBeLessThanOrEqual(11_400);
      expect((await store().take("write", 40, null, LARGE)).granted).toBe(0);
      await pass(waitMs + 10);
      const next = await store().take("write", 40, null, LARGE);
      expect(next.granted).toBe(1);
      waitMs = next.waitMs;
    }
    // All of it is gone three seconds before the end.
    expect(waitMs).toBeLessThanOrEqual(3_000);
    expect(waitMs).toBeGreaterThan(2_500);
  });

  test("gets it in portions that are of use", async () => {
    const waitMs = await useUp(400);
    await pass(waitMs + 10);
    const portion = { ...LARGE, least: 2 };
    const next = await store().take("write", 40, null, portion);
    expect(next.granted).toBe(0);
    await pass(next.waitMs + 10);
    expect((await store().take("write", 40, null, portion)).granted).toBe(2);
  });

  test("gets none of it while the end of the window is only assumed, because every permit would put that off", async () => {
    await openWork(400);
    const large = store();
    expect((await large.take("write", 50, null, LARGE)).granted).toBe(45);
    await pass(50_000);
    const { granted, waitMs } = await large.take("write", 50, null, LARGE);
    expect(granted).toBe(0);
    expect(waitMs).toBeLessThanOrEqual(10_000);
    await pass(waitMs + 10);
    expect((await large.take("write", 50, null, LARGE)).granted).toBe(45);
  });

  test("looks again soon when it may be able to finish, once what is on the line has landed", async () => {
    await openWork(50);
    const large = store();
    await large.take("write", 40, null, LARGE);
    expect(await large.take("write", 10, null, LARGE)).toMatchObject({ granted: 5, waitMs: 1_000 });
    await sql(`update "SyncRun" set "synced" = 45 where "campaignSetId" = $1`, [world.campaignSetId]);
    expect(await large.take("write", 5, null, LARGE)).toEqual({ granted: 5, waitMs: 0 });
  });
});

test("connections and groups do not share their permits", async () => {
  const groups = { ...GROUPS, read: { limit: 7, windowMs: 60_000 } };
  const mine = storeOf(connectionId, groups);
  const other = storeOf((await createSyncWorld({ size: { campaigns: 0, adGroups: 0, ads: 0 } })).connectionId, groups);
  await mine.take("write", 50, null);
  expect((await mine.take("read", 9, null)).granted).toBe(7);
  expect((await other.take("write", 9, null)).granted).toBe(9);
  await expect(mine.take("nothing", 1, null)).rejects.toThrow("unknown quota group");
});
