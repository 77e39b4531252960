import type { PlatformErrorCode } from "../../errors";

/** A first try and three retries; what has failed so often by then needs a person. */
const MOST_TRIES = 4;
const FIRST_WAIT_MS = 5 * 60_000;

/** Waiting may mend these. What was refused stays refused until somebody changes it. */
const MAY_PASS = new Set<string>(["unavailable", "outcome_unknown", "rate_limited"] satisfies PlatformErrorCode[]);

/**
 * How long to wait before a record that failed is tried again, in ms: exponential with jitter. Null when it is not tried
 * again by itself. `tries` counts the one that just failed. Source: sync laws, retries.
 */
export function retryWaitMs(code: string, tries: number, random: () => number): number | null {
  if (!MAY_PASS.has(code) || tries >= MOST_TRIES) return null;
  return FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + random() / 2);
}
