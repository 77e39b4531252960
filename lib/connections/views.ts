import type { ConnectionRow } from "../db/connection-list";
import type { ConnectionView } from "../domain/views";

export function toConnectionView(row: ConnectionRow, now: Date): ConnectionView {
  return {
    id: row.id,
    platform: row.platform,
    name: row.name,
    status: row.status,
    statusReason: row.statusReason,
    mode: row.mode,
    lastPullAt: row.lastPullAt?.toISOString() ?? null,
    breaker: { state: "closed", until: null },
    quota: row.quotas.map((window) => {
      // A window that has ended gives its calls back, whether or not anyone has called since.
      const hasEnded = window.endsAt !== null && window.endsAt <= now;
      return {
        group: window.quotaGroup,
        used: hasEnded ? 0 : Math.min(window.used, window.limit),
        limit: window.limit,
        windowSeconds: Math.round(window.windowMs / 1000),
        resetsAt: hasEnded ? null : (window.endsAt?.toISOString() ?? null),
      };
    }),
    tokenExpiresAt: row.tokenExpiresAt?.toISOString() ?? null,
  };
}
