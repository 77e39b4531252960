import type { Clock } from "../clock";
import { BREAKER } from "../domain/breaker-rule";
import type { BreakerReading, BreakerStore } from "../http/breaker";

type Row = {
  state: BreakerReading["state"];
  windowStartedAt: number;
  calls: number;
  failures: number;
  earlierCalls: number;
  earlierFailures: number;
  openUntil: number;
  trips: number;
};

/** The breakers of one process on the test's own clock: the same answers as the database's store, said a second time. */
export function createMemoryBreakers(clock: Clock) {
  const rows = new Map<string, Row>();
  return (connectionId: string): BreakerStore => {
    const now = () => clock.now().getTime();
    const fresh = (): Row => ({
      state: "closed",
      windowStartedAt: now(),
      calls: 0,
      failures: 0,
      earlierCalls: 0,
      earlierFailures: 0,
      openUntil: now(),
      trips: 0,
    });
    const reading = (row: Row): BreakerReading => ({
      state: row.state,
      leftMs: row.state === "closed" ? 0 : Math.max(0, row.openUntil - now()),
    });
    const open = (row: Row, share: number) => {
      row.trips += 1;
      row.state = "open";
      const ms = Math.min(BREAKER.longestCoolDownMs, BREAKER.firstCoolDownMs * 2 ** (row.trips - 1));
      row.openUntil = now() + Math.round(ms * share);
    };
    return {
      async read() {
        const row = rows.get(connectionId);
        return row ? reading(row) : { state: "closed", leftMs: 0 };
      },
      async record({ calls, failures, inARow }, { share }) {
        const row = rows.get(connectionId) ?? fresh();
        rows.set(connectionId, row);
        if (row.state !== "closed") return null;
        const passed = Math.floor((now() - row.windowStartedAt) / BREAKER.halfMs);
        if (passed >= 1) {
          row.earlierCalls = passed === 1 ? row.calls : 0;
          row.earlierFailures = passed === 1 ? row.failures : 0;
          row.calls = 0;
          row.failures = 0;
          row.windowStartedAt = passed === 1 ? row.windowStartedAt + BREAKER.halfMs : now();
        }
        row.calls += calls;
        row.failures += failures;
        const all = row.calls + row.earlierCalls;
        const isMost = all >= BREAKER.leastCalls && (row.failures + row.earlierFailures) * 2 > all;
        if (inARow || isMost) open(row, share);
        return reading(row);
      },
      async takeProbe(leaseMs) {
        const row = rows.get(connectionId);
        if (!row || row.state === "closed" || row.openUntil > now()) return null;
        row.state = "half_open";
        row.openUntil = now() + leaseMs;
        return new Date(row.openUntil);
      },
      async settleProbe(ticket, verdict, { share }) {
        const row = rows.get(connectionId);
        if (!row || row.state === "closed") return;
        if (verdict === "answered") rows.set(connectionId, fresh());
        else if (row.state === "half_open" && row.openUntil === ticket.getTime()) {
          if (verdict === "failed") open(row, share);
          else Object.assign(row, { state: "open", openUntil: now() });
        }
      },
    };
  };
}
