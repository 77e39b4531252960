/**
 * Failed sign-ins by a key, in this process. It slows guessing down; the cost of scrypt does the
 * rest, and someone who guesses through many processes only multiplies a small number.
 */

const WINDOW_MS = 15 * 60_000;
/** Beyond this many keys the oldest are forgotten: memory stays bounded whatever is thrown at it. */
const MOST_KEYS = 10_000;

export type Attempts = {
  /** Whether one more try may be made now. */
  isAllowed(key: string, now: Date): boolean;
  recordFailure(key: string, now: Date): void;
  /** After a success the person starts afresh. */
  forget(key: string): void;
};

export function createAttempts({ most }: { most: number }): Attempts {
  const failures = new Map<string, { count: number; endsAt: number }>();
  const current = (key: string, now: Date) => {
    const entry = failures.get(key);
    return entry && entry.endsAt > now.getTime() ? entry : undefined;
  };
  return {
    isAllowed: (key, now) => (current(key, now)?.count ?? 0) < most,
    recordFailure: (key, now) => {
      const known = current(key, now);
      // Put in again at the end, so that the first key is always the one that was quiet longest.
      failures.delete(key);
      failures.set(key, {
        count: (known?.count ?? 0) + 1,
        endsAt: known?.endsAt ?? now.getTime() + WINDOW_MS,
      });
      const oldest = failures.keys().next().value;
      if (failures.size > MOST_KEYS && oldest !== undefined) failures.delete(oldest);
    },
    forget: (key) => void failures.delete(key),
  };
}
