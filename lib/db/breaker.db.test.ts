import { beforeEach, describe, expect, test, vi } from "vitest";
import { getConnection } from "../connections/get-connection";
import { refuseStopped } from "../connections/refuse-stopped";
import { type BreakerStore, createBreaker } from "../http/breaker";
import { createRandom } from "../platforms/simulators/random";
import { requestSync } from "../sync/request-sync";
import { setRunning } from "../sync/set-running";
import { sql } from "../testing/db";
import { createFakeClock, type FakeClock } from "../testing/fake-clock";
import { createMemoryBreakers } from "../testing/memory-breakers";
import { createSyncWorld, type SyncWorld } from "../testing/sync-world";
import { createBreakerStore, listOpenBreakers } from "./breaker";

vi.mock("../sync/send-run", () => ({ sendRun: () => Promise.resolve() }));

const WHOLE = { share: 1 };
let world: SyncWorld;
let clock: FakeClock;

beforeEach(async () => {
  clock = createFakeClock({ at: new Date() });
  world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 1 } });
});

/** On the test's own time, or on the database's. */
const onClock = () => createBreakerStore(world.connectionId, () => clock.now());
const store = () => createBreakerStore(world.connectionId);
const ONE = { calls: 1, failures: 1, inARow: false };
const trip = (on: BreakerStore = store()) => on.record({ calls: 10, failures: 10, inARow: false }, WHOLE);
const row = async () => (await sql(`select * from "Breaker" where "connectionId" = $1`, [world.connectionId]))[0];
/** As if so much time had passed. */
const pass = (ms: number) =>
  sql(
    `update "Breaker" set "openUntil" = "openUntil" - $2::int * interval '1 millisecond',
       "windowStartedAt" = "windowStartedAt" - $2::int * interval '1 millisecond' where "connectionId" = $1`,
    [world.connectionId, ms],
  );

describe("one statement decides", () => {
  test("failures of two workers add up, and one of them opens it", async () => {
    const [first, second] = [store(), store()];
    for (let call = 0; call < 4; call++) {
      expect(await first.record(ONE, WHOLE)).toEqual({ state: "closed", leftMs: 0 });
      expect(await second.record(ONE, WHOLE)).toEqual({ state: "closed", leftMs: 0 });
    }
    await first.record(ONE, WHOLE);
    expect(await second.record(ONE, WHOLE)).toMatchObject({ state: "open" });
    const { state, leftMs } = await first.read();
    expect(state).toBe("open");
    expect(leftMs).toBeGreaterThan(29_000);
    expect(leftMs).toBeLessThanOrEqual(30_000);
  });

  test("a machine that was off for months finds a cool-down that is over, and goes on", async () => {
    await trip();
    await pass((40 * 86_400_000) / 2);
    await pass((40 * 86_400_000) / 2);
    expect(await store().read()).toEqual({ state: "open", leftMs: 0 });
    expect(await store().record(ONE, WHOLE)).toBeNull();
    expect(await store().takeProbe(1_000)).not.toBeNull();
  });

  test("many who count at once lose no call, and it opens once", async () => {
    const workers = Array.from({ length: 8 }, store);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => workers[index % 8]?.record(ONE, WHOLE)));
    // Nine were counted before it opened; what came back after that was sent before and counts no more.
    expect(answers.filter((answer) => answer?.state === "closed")).toHaveLength(9);
    expect(answers.filter((answer) => answer?.state === "open")).toHaveLength(1);
    expect(answers.filter((answer) => answer === null)).toHaveLength(30);
    expect(await row()).toMatchObject({ state: "open", calls: 10, failures: 10, trips: 1 });
  });

  test("of many who would probe exactly one may, again when it fell silent, and never before the time", async () => {
    await trip();
    const rush = async () => {
      const tickets = await Promise.all(Array.from({ length: 20 }, () => store().takeProbe(60_000)));
      return tickets.filter((ticket) => ticket !== null);
    };
    expect(await rush()).toEqual([]);
    await pass(30_001);
    const [lost] = await rush();
    expect(lost).toBeInstanceOf(Date);
    expect(await rush()).toEqual([]);
    await pass(60_001);
    const [next, ...others] = await rush();
    expect(others).toEqual([]);
    if (!lost || !next) throw new Error("nobody may probe");

    // The one believed dead comes back with a failure: the probe that follows it is not ended by that.
    await store().settleProbe(lost, "failed", WHOLE);
    expect(await store().read()).toMatchObject({ state: "half_open" });
    await store().settleProbe(next, "failed", WHOLE);
    const { state, leftMs } = await store().read();
    expect(state).toBe("open");
    expect(leftMs).toBeGreaterThan(59_000);
    expect(await row()).toMatchObject({ trips: 2 });

    // An answer is an answer, however late.
    await store().settleProbe(lost, "answered", WHOLE);
    expect(await row()).toMatchObject({ state: "closed", trips: 0, calls: 0, failures: 0, openUntil: null });
  });

  test("says the same as the rule written down a second time, over random histories", async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = createRandom(seed);
      const below = (limit: number) => Math.floor(random() * limit);
      const { connectionId } = world;
      await sql(`delete from "Breaker" where "connectionId" = $1`, [connectionId]);
      const stores = [onClock(), createMemoryBreakers(clock)(connectionId)] as const;
      const both = async <Answer>(ask: (on: BreakerStore) => Promise<Answer>, step: string): Promise<Answer> => {
        const [real, expected] = [await ask(stores[0]), await ask(stores[1])];
        expect(real, `seed ${seed}, ${step}`).toEqual(expected);
        return real;
      };
      let ticket: Date | null = null;
      for (let step = 0; step < 40; step++) {
        const where = `step ${step}`;
        const coolDown = { share: [0.8, 0.9, 1][below(3)] ?? 1 };
        await clock.advance(below(10) === 0 ? below(400_000) : below(40_000));
        const what = below(5);
        if (what < 2) {
          const calls = 1 + below(8);
          const failures = below(2) * (calls - below(calls));
          const inARow = below(12) === 0;
          await both((on) => on.record({ calls, failures, inARow }, coolDown), where);
        } else if (what === 2) ticket = (await both((on) => on.takeProbe(60_000), where)) ?? ticket;
        else if (what === 3 && ticket) {
          const settled = ticket;
          const verdict = (["answered", "failed", "failed", "unsent"] as const)[below(4)] ?? "failed";
          await both((on) => on.settleProbe(settled, verdict, coolDown), where);
        }
        await both((on) => on.read(), where);
      }
    }
  });
});

describe("while it is open", () => {
  test("the second worker's call is refused, and one of the two probes", async () => {
    const probes = [vi.fn(() => Promise.resolve()), vi.fn(() => Promise.resolve())];
    const [first, second] = probes.map((probe) =>
      createBreaker({ store: onClock(), clock, platformName: "Reddit", probe, random: () => 1 }),
    );
    if (!first || !second) throw new Error("two workers");
    for (let call = 0; call < 10; call++) await first.failed();
    await expect(second.pass()).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 30_000 });
    await clock.advance(30_000);
    await Promise.allSettled([first.pass(), second.pass(), first.pass(), second.pass()]);
    expect(probes.reduce((sum, probe) => sum + probe.mock.calls.length, 0)).toBe(1);
    await clock.advance(2_000);
    await Promise.all([first.pass(), second.pass()]);
    expect(probes.reduce((sum, probe) => sum + probe.mock.calls.length, 0)).toBe(1);
  });

  test("the connection shows it, with the time of the next try", async () => {
    const breaker = async () => (await getConnection({ actor: world.actor, id: world.connectionId })).breaker;
    expect(await breaker()).toEqual({ state: "closed", until: null });
    await trip();
    expect(await breaker()).toEqual({ state: "open", until: expect.stringMatching(/Z$/) });
    await pass(30_001);
    expect(await breaker()).toEqual({ state: "half_open", until: null });
  });

  test("a sync, a pause and a resume are refused with the time, and nothing is changed", async () => {
    await trip();
    const { actor, campaignSetId } = world;
    const before = await sql(`select "status", "version" from "Campaign" where "campaignSetId" = $1`, [campaignSetId]);
    const asked = [
      () => requestSync({ actor, campaignSetId }),
      () => setRunning({ actor, campaignSetId, running: false }),
      () => setRunning({ actor, campaignSetId, running: true }),
    ];
    for (const ask of asked) {
      const error: unknown = await ask().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: "breaker_open",
        message: expect.stringMatching(/^Reddit keeps failing.* in (29|30) seconds/),
      });
      const { retryAfterMs } = error as { retryAfterMs: number };
      expect(retryAfterMs).toBeGreaterThan(25_000);
      expect(retryAfterMs).toBeLessThanOrEqual(30_000);
    }
    expect(await sql(`select "status", "version" from "Campaign" where "campaignSetId" = $1`, [campaignSetId])).toEqual(
      before,
    );
    expect(await sql(`select 1 from "SyncRun" where "campaignSetId" = $1`, [campaignSetId])).toEqual([]);
  });

  test("once the cool-down is over a run may start, because its first call is the one that tries", async () => {
    await trip();
    await pass(30_001);
    expect(await listOpenBreakers([world.connectionId])).toEqual([]);
    const { actor, campaignSetId } = world;
    expect(await requestSync({ actor, campaignSetId })).toMatchObject({ created: true });
  });

  test("of several connections the one that takes longest is named", async () => {
    const other = await createSyncWorld({ size: { campaigns: 0, adGroups: 0, ads: 0 } });
    await trip();
    await pass(20_000);
    await trip(createBreakerStore(other.connectionId));
    const connections = [
      { id: world.connectionId, name: "Nearly there" },
      { id: other.connectionId, name: "Not yet" },
    ];
    await expect(refuseStopped(connections)).rejects.toThrow(/^Not yet keeps failing/);
    await expect(refuseStopped(connections.slice(0, 1))).rejects.toThrow(/^Nearly there keeps failing/);
  });
});
