/**
 * Stops calls to a connection that keeps failing, for all its workers. It opens when within two of these halves (five
 * minutes) more than half of at least `leastCalls` calls failed: of all that were made, or of the last that one worker
 * made, which is all of them (a busy time before must not hide that nothing is answered any more). While it is open
 * every call is refused. After a cool-down, which doubles each time it opens again, one read probes; its success closes it.
 */
export const BREAKER = {
  halfMs: 150_000,
  leastCalls: 10,
  firstCoolDownMs: 30_000,
  longestCoolDownMs: 600_000,
} as const;
