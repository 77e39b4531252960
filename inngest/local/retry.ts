const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after failure number 0, 1, 2 …; the last one repeats. The same table as Inngest's. */
const WAITS_MS = [
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  40 * MINUTE,
  HOUR,
  2 * HOUR,
];
const LONGEST_WAIT_MS = 2 * HOUR;
/** Waits after no answer at all: an application that is being started again is back within seconds. Then the table. */
const RESTART_WAITS_MS = [SECOND, 2 * SECOND, 4 * SECOND];
const RESTART_JITTER = 0.5;
const JITTER_MS = 30 * SECOND;

const SHORTEST_RETRY_AFTER_MS = SECOND;
const LONGEST_RETRY_AFTER_MS = 24 * HOUR;

/** How long to wait (ms) after the failed attempt of this number, counted from 0. */
export type RetryDelay = (attempt: number, failure: { answered: boolean }) => number;

export const standardRetryDelay: RetryDelay = (attempt, { answered }) => {
  const restartMs = answered ? undefined : RESTART_WAITS_MS[attempt];
  if (restartMs !== undefined) return Math.round(restartMs * (1 + Math.random() * RESTART_JITTER));
  const place = answered ? attempt : attempt - RESTART_WAITS_MS.length;
  return Math.round((WAITS_MS[place] ?? LONGEST_WAIT_MS) + Math.random() * JITTER_MS);
};

/** Inngest's own development server waits a fixed time instead of the table; so may tests. */
export function fixedRetryDelay(delayMs: number): RetryDelay {
  return () => delayMs;
}

/** Reads `retry-after` (whole seconds or a date) as ms from now, held between 1 s and 24 h. */
export function readRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined || header === "") return undefined;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * SECOND : Date.parse(header) - nowMs;
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(waitMs, SHORTEST_RETRY_AFTER_MS), LONGEST_RETRY_AFTER_MS);
}
