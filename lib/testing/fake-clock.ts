import type { Clock } from "../clock";

type Sleeper = { at: number; wake: () => void };

export type FakeClock = Clock & {
  /** Moves time forward and wakes, in order, everyone whose time has come. Work they start is let run in between. */
  advance(ms: number): Promise<void>;
  /** Moves to the next sleeper's time. False when nobody sleeps. */
  advanceToNext(): Promise<boolean>;
  /** How many are asleep. */
  sleeping(): number;
};

/**
 * A clock that stands still until it is moved. With `auto` a sleep passes at once and takes the time with it, which lets a
 * test of an hour's retries run in a moment; then sleeps of parallel workers add up instead of overlapping.
 */
export function createFakeClock({
  at = new Date("2026-01-05T09:00:00.000Z"),
  auto = false,
}: {
  at?: Date;
  auto?: boolean;
} = {}): FakeClock {
  let now = at.getTime();
  let sleepers: Sleeper[] = [];

  async function moveTo(target: number): Promise<void> {
    for (;;) {
      const due = sleepers.filter((sleeper) => sleeper.at <= target).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      sleepers = sleepers.filter((sleeper) => sleeper !== due);
      now = Math.max(now, due.at);
      due.wake();
      await settle();
    }
    now = Math.max(now, target);
  }

  return {
    now: () => new Date(now),
    sleep: (ms, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (auto) {
        now += Math.max(0, ms);
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const stop = () => {
          sleepers = sleepers.filter((candidate) => candidate !== sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: now + ms,
          wake: () => {
            signal?.removeEventListener("abort", stop);
            resolve();
          },
        };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", stop, { once: true });
      });
    },
    advance: (ms) => moveTo(now + ms),
    advanceToNext: async () => {
      if (sleepers.length === 0) return false;
      await moveTo(Math.min(...sleepers.map((sleeper) => sleeper.at)));
      return true;
    },
    sleeping: () => sleepers.length,
  };
}

/** Lets promise callbacks that are ready run, and those they make ready; a macrotask comes after all of them. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
