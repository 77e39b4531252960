import { describe, expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock";
import { createMemoryQuotas } from "../testing/memory-quotas";
import { createPacer, type QuotaReading, type QuotaStore } from "./pacing";

type Taken = { wanted: number; least: number; reading: QuotaReading | null; yields: boolean };

/** A store that grants what the script says, and notes what it was asked. */
function createRoom({
  grants = [],
  deadlineMs,
  yields,
}: {
  yields?: (group: string) => boolean;
  grants?: { granted: number; waitMs: number }[];
  deadlineMs?: number;
} = {}) {
  const clock = createFakeClock();
  const taken: Taken[] = [];
  const blocks: number[] = [];
  const store: QuotaStore = {
    take: (_group, wanted, reading, options) => {
      taken.push({ wanted, reading, ...options });
      return Promise.resolve(grants.shift() ?? { granted: wanted, waitMs: 0 });
    },
    block: (_group, ms) => {
      blocks.push(ms);
      return Promise.resolve();
    },
  };
  const deadline = deadlineMs === undefined ? null : new Date(clock.now().getTime() + deadlineMs);
  const pacer = createPacer({ store, clock, deadline, platformName: "Reddit", yields });
  const left: number[] = [];
  const acquire = (number: number, permits?: number) => pacer.acquire("write", permits).then(() => left.push(number));
  return { clock, pacer, taken, blocks, left, acquire };
}

/** Lets what is ready run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test("calls leave in the order they asked, whatever the store grants at once", async () => {
  const { clock, acquire, left, taken } = createRoom({
    grants: [
      { granted: 1, waitMs: 0 },
      { granted: 2, waitMs: 1_000 },
      { granted: 0, waitMs: 500 },
    ],
  });
  const all = Promise.all(Array.from({ length: 9 }, (_, index) => acquire(index)));
  await settle();
  expect(left).toEqual([0, 1, 2]);
  await clock.advance(1_000);
  expect(left).toEqual([0, 1, 2]);
  await clock.advance(500);
  await all;
  expect(left).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(taken.map(({ wanted }) => wanted)).toEqual([1, 8, 6, 6]);
});

test("a call that needs several permits goes when all of them are there, and nobody overtakes it", async () => {
  const { clock, acquire, left, taken } = createRoom({
    grants: [
      { granted: 1, waitMs: 0 },
      { granted: 2, waitMs: 700 },
    ],
  });
  const all = Promise.all([acquire(0), acquire(1, 3), acquire(2)]);
  await settle();
  expect(left).toEqual([0]);
  await clock.advance(700);
  await all;
  expect(left).toEqual([0, 1, 2]);
  // What was left of a window that ended is asked for again, and all that one call needs.
  expect(taken.at(-1)).toMatchObject({ wanted: 4, least: 3 });
});

describe("a caller with a deadline", () => {
  test("is refused at once when its turn comes later, and told when to come back", async () => {
    const { acquire, left } = createRoom({ grants: [{ granted: 1, waitMs: 30_000 }], deadlineMs: 25_000 });
    const all = await Promise.allSettled([acquire(0), acquire(1), acquire(2)]);
    expect(left).toEqual([0]);
    expect(all.slice(1)).toMatchObject(
      Array(2).fill({
        status: "rejected",
        reason: { code: "rate_limited", retryAfterMs: 30_000, sentence: "Waiting on Reddit." },
      }),
    );
  });
  test("waits when its turn comes in time", async () => {
    const { clock, acquire, left } = createRoom({ grants: [{ granted: 0, waitMs: 24_000 }], deadlineMs: 25_000 });
    const call = acquire(0);
    await settle();
    await clock.advance(24_000);
    await call;
    expect(left).toEqual([0]);
  });
  test("does not keep the line from the next caller", async () => {
    const { acquire, left } = createRoom({ grants: [{ granted: 0, waitMs: 30_000 }], deadlineMs: 25_000 });
    await acquire(0).catch(() => undefined);
    await acquire(1);
    expect(left).toEqual([1]);
  });
});

test("who has much to do says so in the groups where others go first, and nobody else does", async () => {
  const large = createRoom({ yields: (group) => group === "write" });
  await large.pacer.acquire("write");
  await large.pacer.acquire("read");
  expect(large.taken.map(({ yields }) => yields)).toEqual([true, false]);
  const small = createRoom();
  await small.pacer.acquire("write");
  expect(small.taken.map(({ yields }) => yields)).toEqual([false]);
});

describe("two pacers on the same permits", () => {
  /** Windows of `limit` permits a minute, as the database keeps them for all workers. */
  function createShared(limit: number) {
    const clock = createFakeClock();
    const group = { limit, windowMs: 60_000 };
    const quotas = createMemoryQuotas(clock);
    const shared = quotas("one", { write: group });
    const pacer = () => createPacer({ store: shared, clock, deadline: null, platformName: "Reddit" });
    const left: number[] = [];
    const send = (from: ReturnType<typeof pacer>, calls: number) =>
      Array.from({ length: calls }, () => from.acquire("write").then(() => left.push(clock.now().getTime() - START)));
    const START = clock.now().getTime();
    return { clock, pacer, send, left };
  }

  test("never let more calls go in a window than it holds", async () => {
    const { clock, pacer, send, left } = createShared(30);
    const all = Promise.all([...send(pacer(), 50), ...send(pacer(), 45)]);
    await settle();
    for (let window = 0; window < 3; window++) {
      expect(left).toHaveLength(30 * (window + 1));
      await clock.advance(60_000);
      await settle();
    }
    await all;
    const counted = [0, 1, 2, 3].map((window) => left.filter((at) => Math.floor(at / 60_000) === window).length);
    expect(counted).toEqual([30, 30, 30, 5]);
  });

  test("hear of the calls of a third by the headers of either", async () => {
    const { clock, pacer, send, left } = createShared(30);
    const [first, second] = [pacer(), pacer()];
    await Promise.all(send(first, 1));
    first.learn({ group: "write", limit: 30, remaining: 4, resetsInMs: 20_000 });
    const all = Promise.all([...send(first, 3), ...send(second, 10)]);
    await settle();
    expect(left).toHaveLength(5);
    await clock.advance(20_000);
    await all;
    expect(left).toHaveLength(14);
  });
});

test("a store that fails fails the calls that wait, and the next call asks it again", async () => {
  const clock = createFakeClock();
  let tries = 0;
  const store: QuotaStore = {
    take: (_group, wanted) => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error("no database")) : Promise.resolve({ granted: wanted, waitMs: 0 });
    },
    block: () => Promise.resolve(),
  };
  const pacer = createPacer({ store, clock, deadline: null, platformName: "Reddit" });
  await expect(Promise.all([pacer.acquire("write"), pacer.acquire("write")])).rejects.toThrow("no database");
  await pacer.acquire("write");
});

describe("what the headers say", () => {
  test("is told to the store with the next bunch, once, with the time that has passed taken off", async () => {
    const { clock, pacer, acquire, taken } = createRoom();
    pacer.learn({ group: "write", limit: 200, remaining: 9, resetsInMs: 10_000 });
    await clock.advance(4_000);
    await acquire(0);
    await acquire(1);
    expect(taken.map(({ reading }) => reading)).toEqual([
      { group: "write", limit: 200, remaining: 9, resetsInMs: 6_000 },
      null,
    ]);
  });
  test("reaches the others in the end, where it is of a window they have not heard of", async () => {
    const { clock, pacer, acquire, taken } = createRoom();
    await acquire(0);
    pacer.learn({ group: "write", limit: 200, remaining: 199, resetsInMs: 10_000 });
    await pacer.flush();
    expect(taken.at(-1)).toMatchObject({ wanted: 0, reading: { remaining: 199, resetsInMs: 10_000 } });
    pacer.learn({ group: "write", limit: 200, remaining: 198, resetsInMs: 10_000 });
    await pacer.flush();
    expect(taken).toHaveLength(2);
    pacer.learn({ group: "write", limit: 200, remaining: 199, resetsInMs: 70_000 });
    await clock.advance(80_000);
    await pacer.flush();
    expect(taken).toHaveLength(2);
  });
  test("of one window counts from the answer that leaves least, in whatever order they come", async () => {
    const { pacer, acquire, taken } = createRoom();
    for (const remaining of [50, 47, 49, 48]) pacer.learn({ group: "write", remaining, resetsInMs: 10_000 });
    await acquire(0);
    expect(taken[0]?.reading).toMatchObject({ remaining: 47 });
  });
  test("of a new window replaces the old one, even when it leaves more", async () => {
    const { clock, pacer, acquire, taken } = createRoom();
    pacer.learn({ group: "write", remaining: 0, resetsInMs: 1_000 });
    await clock.advance(500);
    pacer.learn({ group: "write", remaining: 199, resetsInMs: 60_000 });
    await acquire(0);
    expect(taken[0]?.reading).toMatchObject({ remaining: 199, resetsInMs: 60_000 });
  });
  test("of an old window is forgotten when it comes late", async () => {
    const { clock, pacer, acquire, taken } = createRoom();
    pacer.learn({ group: "write", remaining: 199, resetsInMs: 60_000 });
    pacer.learn({ group: "write", remaining: 0, resetsInMs: 800 });
    await acquire(0);
    expect(taken[0]?.reading).toMatchObject({ remaining: 199 });
    pacer.learn({ group: "write", remaining: 3, resetsInMs: 800 });
    await clock.advance(900);
    await acquire(1);
    expect(taken[1]?.reading).toBeNull();
  });
});

test("a block is told as what is left of it, and by a caller that asks for nothing more as well", async () => {
  const { clock, pacer, acquire, blocks } = createRoom();
  pacer.block("write", 5_000);
  await clock.advance(4_000);
  await pacer.flush();
  await pacer.flush();
  expect(blocks).toEqual([1_000]);
  pacer.block("write", 5_000);
  await clock.advance(5_000);
  await acquire(0);
  expect(blocks).toEqual([1_000]);
});

test("a block reaches the store before the next permit is asked for, the longest of several", async () => {
  const { pacer, acquire, blocks } = createRoom();
  pacer.block("write", 2_000);
  pacer.block("write", 5_000);
  pacer.block("write", 1_000);
  await acquire(0);
  await acquire(1);
  expect(blocks).toEqual([5_000]);
});
