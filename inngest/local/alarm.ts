/** Node's timers hold at most 2³¹−1 ms; a far alarm is set again when this much has passed. */
const LONGEST_TIMER_MS = 3_600_000;

/** One timer that always stands at the earliest time it was asked for, on the executor's clock. */
export class Alarm {
  private timer: NodeJS.Timeout | undefined;
  private at = Number.POSITIVE_INFINITY;
  private readonly now: () => number;
  private readonly ring: () => void;

  constructor(now: () => number, ring: () => void) {
    this.now = now;
    this.ring = ring;
  }

  /** Rings at `atMs` unless it already stands earlier. */
  setNoLaterThan(atMs: number): void {
    if (atMs >= this.at) return;
    this.at = atMs;
    clearTimeout(this.timer);
    const waitMs = Math.min(Math.max(Math.ceil(atMs - this.now()), 0), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => {
      this.clear();
      this.ring();
    }, waitMs);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.at = Number.POSITIVE_INFINITY;
  }
}
