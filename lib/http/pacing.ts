import type { Clock } from "../clock";
import { PlatformError } from "../errors";

/** What a platform's headers say of a quota; `limit` where they name it. */
export type QuotaReading = { group: string; limit?: number; remaining: number; resetsInMs: number };

/** Shared by all workers of a connection. One call takes many permits at once. */
export type QuotaStore = {
  /**
   * Up to `wanted` permits, or as many times `least` as there are: a call that needs two has no use for one. When fewer
   * than wanted are granted, how long until it is worth asking again. Who `yields` leaves the last ones of a window to others.
   */
  take(
    group: string,
    wanted: number,
    reading: QuotaReading | null,
    options: { least: number; yields: boolean },
  ): Promise<{ granted: number; waitMs: number }>;
  block(group: string, ms: number): Promise<void>;
};

export type Pacer = {
  /**
   * Resolves when a call may leave, with `permits` taken for it and for the calls that will follow it at once. Throws
   * `rate_limited` when that is later than the caller can wait.
   */
  acquire(group: string, permits?: number): Promise<void>;
  /** What the platform's own headers said: the truth about the window. */
  learn(reading: QuotaReading): void;
  block(group: string, ms: number): void;
  /** Tells the others of blocks and windows that only this caller has heard of. Without it they know no better than to assume. */
  flush(): Promise<void>;
};

type Waiter = { permits: number; resolve: () => void; reject: (error: unknown) => void };
type Heard = { limit?: number; remaining: number; endsAt: number };
type Line = {
  waiting: Waiter[];
  asking: boolean;
  /** What the store has not been told yet. */
  heard: Heard | null;
  /** The end of the latest window it was told of, ms since the epoch. */
  toldEnd: number;
  /** The newest window that was heard of. */
  newest: Heard | null;
  /** Not told to the store yet: until when nobody calls, ms since the epoch. */
  blockedUntil: number;
  spare: number;
};

const MOST_AT_ONCE = 100;
/** Headers count whole seconds, so two readings of one window name ends up to this far apart. */
const SAME_WINDOW_MS = 2_000;

/**
 * Hands out permits in the order asked for, taking them from the store in bunches.
 * `deadline` is when the caller must be done: waits beyond it are refused at once, so a step can end and sleep instead.
 */
export function createPacer({
  store,
  clock,
  deadline,
  platformName,
  yields = () => false,
}: {
  store: QuotaStore;
  clock: Clock;
  deadline: Date | null;
  platformName: string;
  /** In which groups this caller has so much to do that people's calls go first. */
  yields?: (group: string) => boolean;
}): Pacer {
  const lines = new Map<string, Line>();

  const lineOf = (group: string): Line => {
    const known = lines.get(group);
    if (known) return known;
    const line: Line = {
      waiting: [],
      asking: false,
      heard: null,
      toldEnd: 0,
      newest: null,
      blockedUntil: 0,
      spare: 0,
    };
    lines.set(group, line);
    return line;
  };

  async function serve(group: string, line: Line): Promise<void> {
    if (line.asking) return;
    line.asking = true;
    try {
      while (line.waiting.length > 0) {
        if (line.blockedUntil > 0) await tellBlock(group, line);
        const reading = takeReading(group, line);
        line.spare = letGo(line, line.spare);
        if (line.waiting.length === 0) break;
        const wanted = line.waiting.slice(0, MOST_AT_ONCE).reduce((sum, waiter) => sum + waiter.permits, -line.spare);
        const least = Math.max(1, (line.waiting[0]?.permits ?? 1) - line.spare);
        const { granted, waitMs } = await store.take(group, wanted, reading, { least, yields: yields(group) });
        line.spare = letGo(line, line.spare + granted);
        if (line.waiting.length === 0 || waitMs === 0) continue;
        if (deadline && clock.now().getTime() + waitMs > deadline.getTime()) {
          refuse(line, waitMs);
          return;
        }
        await clock.sleep(waitMs);
        // A permit left over from a window that has ended is worth nothing.
        line.spare = 0;
      }
    } catch (error) {
      for (const waiter of line.waiting.splice(0)) waiter.reject(error);
    } finally {
      line.asking = false;
    }
  }

  async function tellBlock(group: string, line: Line): Promise<void> {
    const ms = line.blockedUntil - clock.now().getTime();
    line.blockedUntil = 0;
    if (ms > 0) await store.block(group, ms);
  }

  /** Lets as many go, in order, as there are permits for; answers what is left over. */
  function letGo(line: Line, permits: number): number {
    let left = permits;
    for (let next = line.waiting[0]; next && next.permits <= left; next = line.waiting[0]) {
      left -= next.permits;
      line.waiting.shift();
      next.resolve();
    }
    return left;
  }

  /** What was heard since the last bunch, unless its window has ended by now. */
  function takeReading(group: string, line: Line): QuotaReading | null {
    const heard = line.heard;
    line.heard = null;
    const resetsInMs = heard ? Math.round(heard.endsAt - clock.now().getTime()) : 0;
    if (!heard || resetsInMs <= 0) return null;
    line.toldEnd = heard.endsAt;
    return { group, limit: heard.limit, remaining: heard.remaining, resetsInMs };
  }

  function refuse(line: Line, waitMs: number): void {
    for (const waiter of line.waiting.splice(0)) {
      waiter.reject(
        new PlatformError("rate_limited", `quota used up for ${waitMs} ms`, {
          sentence: `Waiting on ${platformName}.`,
          retryAfterMs: waitMs,
        }),
      );
    }
  }

  return {
    acquire: (group, permits = 1) =>
      new Promise((resolve, reject) => {
        const line = lineOf(group);
        line.waiting.push({ permits, resolve, reject });
        void serve(group, line);
      }),
    learn: ({ group, limit, remaining, resetsInMs }) => {
      const line = lineOf(group);
      const heard = { limit, remaining, endsAt: clock.now().getTime() + resetsInMs };
      // Answers overtake each other: one may tell of a window that another has seen the end of,
      const { newest } = line;
      if (newest && newest.limit === limit && heard.endsAt < newest.endsAt - SAME_WINDOW_MS) return;
      line.newest = heard;
      // and within one window the one that leaves least is the newest.
      const isNewWindow = !line.heard || heard.endsAt > line.heard.endsAt + SAME_WINDOW_MS;
      if (isNewWindow || remaining <= (line.heard?.remaining ?? remaining)) line.heard = heard;
    },
    block: (group, ms) => {
      const line = lineOf(group);
      line.blockedUntil = Math.max(line.blockedUntil, clock.now().getTime() + ms);
    },
    flush: async () => {
      for (const [group, line] of lines) {
        await tellBlock(group, line);
        const isNews = line.heard && line.heard.endsAt > line.toldEnd + SAME_WINDOW_MS;
        const reading = isNews ? takeReading(group, line) : null;
        if (reading) await store.take(group, 0, reading, { least: 1, yields: yields(group) });
      }
    },
  };
}
