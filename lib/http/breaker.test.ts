import { beforeEach, describe, expect, test, vi } from "vitest";
import { PlatformError } from "../errors";
import { createFakeClock, type FakeClock } from "../testing/fake-clock";
import { createMemoryBreakers } from "../testing/memory-breakers";
import { type Breaker, type BreakerStore, createBreaker } from "./breaker";

const MINUTE = 60_000;
let clock: FakeClock;
let store: BreakerStore;

beforeEach(() => {
  clock = createFakeClock();
  store = createMemoryBreakers(clock)("connection");
});

const error = (code: "unavailable" | "rate_limited" | "rejected", status?: number) =>
  new PlatformError(code, code, { sentence: code, status });

/** A worker of the connection. `share` of a cool-down is whole unless its dice say otherwise. */
const worker = (probe: () => Promise<unknown> = () => Promise.resolve(), random = () => 1): Breaker =>
  createBreaker({ store, clock, platformName: "Reddit", probe, random });

/** By turns, one that works and one that fails, then what is left of either. */
async function make(breaker: Breaker, { worked = 0, failed = 0 }: { worked?: number; failed?: number }) {
  for (let call = 0; call < Math.max(worked, failed); call++) {
    if (call < worked) breaker.worked();
    if (call < failed) await breaker.failed();
  }
  await breaker.flush();
}

/** What a caller hears: null when it may go, else how long it is to wait. */
const refusal = (breaker: Breaker): Promise<number | null> =>
  breaker.pass().then(
    () => null,
    (thrown: PlatformError) => {
      expect(thrown).toMatchObject({ code: "rate_limited", sentence: "Waiting on Reddit." });
      return thrown.retryAfterMs ?? 0;
    },
  );

describe("the rule", () => {
  test.each([
    ["nine failures and nothing else", { failed: 9 }, false],
    ["ten failures", { failed: 10 }, true],
    ["six failures of ten calls", { worked: 4, failed: 6 }, true],
    ["half of ten calls", { worked: 5, failed: 5 }, false],
    ["forty failures among fifty calls that worked", { worked: 50, failed: 40 }, false],
    ["fifty-one failures among fifty calls that worked", { worked: 50, failed: 51 }, true],
    ["a hundred calls that worked", { worked: 100 }, false],
  ] as const)("%s", async (_name, made, opens) => {
    const breaker = worker();
    await make(breaker, made);
    expect(breaker.stoppedMs()).toBe(opens ? 30_000 : 0);
    expect(await refusal(breaker)).toBe(opens ? 30_000 : null);
    expect(await refusal(worker())).toBe(opens ? 30_000 : null);
  });

  test("ten failures in a row tell that nothing is answered any more, however busy it was before", async () => {
    const breaker = worker();
    await make(breaker, { worked: 200 });
    await make(breaker, { failed: 9 });
    await make(breaker, { worked: 1 });
    await make(breaker, { failed: 9 });
    expect(breaker.stoppedMs()).toBe(0);
    await make(breaker, { failed: 1 });
    expect(breaker.stoppedMs()).toBe(30_000);
  });

  test("ten failures in a row over more than five minutes do not", async () => {
    const breaker = worker();
    await make(breaker, { worked: 200 });
    for (let call = 0; call < 9; call++) {
      await breaker.failed();
      await clock.advance(40_000);
      await make(worker(), { worked: 20 });
    }
    await breaker.failed();
    expect(breaker.stoppedMs()).toBe(0);
  });

  test("counts what happened within five minutes, however it is spread over them", async () => {
    const breaker = worker();
    for (let call = 0; call < 9; call++) {
      await breaker.failed();
      await clock.advance(30_000);
    }
    expect(breaker.stoppedMs()).toBe(0);
    await breaker.failed();
    expect(breaker.stoppedMs()).toBe(30_000);
  });

  test("forgets what is older than five minutes", async () => {
    const breaker = worker();
    await make(breaker, { failed: 9 });
    await clock.advance(5 * MINUTE);
    await make(breaker, { failed: 9 });
    expect(breaker.stoppedMs()).toBe(0);
  });

  test("calls that worked hours ago do not excuse those that fail now", async () => {
    const breaker = worker();
    await make(breaker, { worked: 1_000 });
    await clock.advance(60 * MINUTE);
    await make(breaker, { failed: 10 });
    expect(breaker.stoppedMs()).toBe(30_000);
  });
});

describe("what it costs", () => {
  test("a thousand calls that work: no more than a look a second, and a save for every fifty", async () => {
    const read = vi.spyOn(store, "read");
    const record = vi.spyOn(store, "record");
    const breaker = worker();
    for (let call = 0; call < 1_000; call++) {
      await breaker.pass();
      breaker.worked();
      await clock.advance(10);
    }
    await breaker.flush();
    expect(read.mock.calls.length).toBeLessThanOrEqual(10);
    expect(record.mock.calls.length).toBeLessThanOrEqual(20);
    expect(record.mock.calls.reduce((sum, [made]) => sum + made.calls, 0)).toBe(1_000);
  });

  test("failures that come back together share a statement, and each is counted before its caller goes on", async () => {
    const record = vi.spyOn(store, "record");
    const breaker = worker();
    await Promise.all(Array.from({ length: 40 }, () => breaker.failed()));
    expect(breaker.stoppedMs()).toBe(30_000);
    expect(record.mock.calls.length).toBeLessThan(5);
    expect(await refusal(breaker)).toBe(30_000);
  });

  test("a count that cannot be saved keeps no answer from its caller", async () => {
    vi.spyOn(store, "record").mockRejectedValue(new Error("the database is gone"));
    const breaker = worker();
    await expect(breaker.failed()).resolves.toBeUndefined();
  });
});

describe("when it is open", () => {
  test("another worker learns of it within a second", async () => {
    const other = worker();
    expect(await refusal(other)).toBeNull();
    await make(worker(), { failed: 10 });
    await clock.advance(1_000);
    expect(await refusal(other)).toBe(29_000);
  });

  test("nobody probes before the cool-down is over", async () => {
    const probe = vi.fn(() => Promise.resolve());
    const breaker = worker(probe);
    await make(breaker, { failed: 10 });
    await clock.advance(29_999);
    expect(await refusal(breaker)).toBe(1);
    expect(probe).not.toHaveBeenCalled();
  });

  test("one probe serves everyone who waits, and its success lets all go", async () => {
    let answer: () => void = () => undefined;
    const probe = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)));
    const breaker = worker(probe);
    await make(breaker, { failed: 10 });
    await clock.advance(30_000);
    const callers = Array.from({ length: 30 }, () => refusal(breaker));
    await vi.waitFor(() => expect(probe).toHaveBeenCalled());
    // Those of another worker keep waiting meanwhile, and look again soon.
    expect(await refusal(worker(probe))).toBe(2_000);
    answer();
    expect(new Set(await Promise.all(callers))).toEqual(new Set([null]));
    expect(probe).toHaveBeenCalledOnce();
    expect(await store.read()).toEqual({ state: "closed", leftMs: 0 });
  });

  test("old failures are forgiven when it closes", async () => {
    const breaker = worker();
    await make(breaker, { failed: 10 });
    await clock.advance(30_000);
    expect(await refusal(breaker)).toBeNull();
    await make(breaker, { failed: 9 });
    expect(breaker.stoppedMs()).toBe(0);
  });

  test("each probe that fails doubles the cool-down, up to ten minutes; a success starts over", async () => {
    const probe = vi.fn((): Promise<unknown> => Promise.reject(error("unavailable", 503)));
    const breaker = worker(probe);
    await make(breaker, { failed: 10 });
    const waits: (number | null)[] = [];
    for (let probes = 0; probes < 7; probes++) {
      const wait = await refusal(breaker);
      waits.push(wait);
      await clock.advance(wait ?? 0);
    }
    expect(waits).toEqual([0.5, 1, 2, 4, 8, 10, 10].map((minutes) => minutes * MINUTE));
    expect(probe).toHaveBeenCalledTimes(6);
    probe.mockResolvedValue(null);
    expect(await refusal(breaker)).toBeNull();
    await make(breaker, { failed: 10 });
    expect(await refusal(breaker)).toBe(30_000);
  });

  test("a cool-down is up to a fifth shorter, by chance", async () => {
    await make(
      worker(undefined, () => 0),
      { failed: 10 },
    );
    expect(await refusal(worker())).toBe(24_000);
  });

  test.each([
    ["says slow down", error("rate_limited", 429)],
    ["refuses it", error("rejected", 403)],
  ])("a platform that %s has answered", async (_name, answer) => {
    const breaker = worker(() => Promise.reject(answer));
    await make(breaker, { failed: 10 });
    await clock.advance(30_000);
    expect(await refusal(breaker)).toBeNull();
  });

  test("a probe that never left says nothing: its reason is told, and the next caller probes", async () => {
    const breaker = worker(() => Promise.reject(error("rate_limited")));
    await make(breaker, { failed: 10 });
    await clock.advance(30_000);
    await expect(breaker.pass()).rejects.toMatchObject({ code: "rate_limited", message: "rate_limited" });
    expect(await store.read()).toEqual({ state: "open", leftMs: 0 });
    expect(await refusal(worker())).toBeNull();
  });

  test("a probe whose worker died is another's after its time", async () => {
    await make(worker(), { failed: 10 });
    await clock.advance(30_000);
    void worker(() => new Promise(() => undefined)).pass();
    const probe = vi.fn(() => Promise.resolve());
    const other = worker(probe);
    await vi.waitFor(async () => expect((await store.read()).state).toBe("half_open"));
    await clock.advance(59_000);
    expect(await refusal(other)).toBe(1_000);
    await clock.advance(1_000);
    expect(await refusal(other)).toBeNull();
    expect(probe).toHaveBeenCalledOnce();
  });
});
