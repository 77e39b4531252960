import type { Clock } from "../clock";

/** A platform's own time, as far as its answers told it. */
export type ServerClock = {
  /** Takes in the `Date` of an answer. */
  learn(date: string | null): void;
  now(): Date;
};

/** Less than this is the time an answer is under way, not another clock. */
const NEGLIGIBLE_MS = 5_000;

/**
 * What a platform calls the past is decided by its clock, not by ours. Until an answer has told the time, ours is taken.
 * `skews` holds what is known of each host, in milliseconds ahead of us.
 */
export function createServerClock(host: string, clock: Clock, skews: Map<string, number>): ServerClock {
  return {
    learn(date) {
      const at = date === null ? Number.NaN : Date.parse(date);
      if (Number.isNaN(at)) return;
      const ahead = at - clock.now().getTime();
      skews.set(host, Math.abs(ahead) < NEGLIGIBLE_MS ? 0 : ahead);
    },
    now: () => new Date(clock.now().getTime() + (skews.get(host) ?? 0)),
  };
}
