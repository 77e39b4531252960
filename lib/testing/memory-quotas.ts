import type { Clock } from "../clock";
import type { QuotaStore } from "../http/pacing";
import type { QuotaGroup } from "../platforms/types";

/** Permits of one process on the test's own clock: the same answers as the database's store, without its time. */
export function createMemoryQuotas(clock: Clock) {
  return (_connectionId: string, groups: Record<string, QuotaGroup>): QuotaStore => {
    const windows = new Map<string, { limit: number; used: number; endsAt: number; blockedUntil: number }>();
    const windowOf = (group: string) => {
      const known = windows.get(group) ?? { limit: groups[group]?.limit ?? 0, used: 0, endsAt: 0, blockedUntil: 0 };
      windows.set(group, known);
      return known;
    };
    return {
      async take(group, wanted, reading, { least }) {
        const quota = groups[group];
        if (!quota) throw new Error(`unknown quota group ${group}`);
        const window = windowOf(group);
        const now = clock.now().getTime();
        if (window.endsAt <= now) Object.assign(window, { used: 0, endsAt: now + quota.windowMs });
        if (reading) {
          window.limit = reading.limit ?? window.limit;
          window.used = Math.max(window.used, window.limit - reading.remaining);
          window.endsAt = now + reading.resetsInMs;
        }
        if (window.blockedUntil > now) return { granted: 0, waitMs: window.blockedUntil - now };
        const free = Math.max(0, window.limit - window.used);
        const granted = free < wanted ? free - (free % least) : wanted;
        window.used += granted;
        return { granted, waitMs: granted === wanted ? 0 : window.endsAt - now };
      },
      async block(group, ms) {
        const window = windowOf(group);
        window.blockedUntil = Math.max(window.blockedUntil, clock.now().getTime() + ms);
      },
    };
  };
}
