import { BREAKER } from "../domain/breaker-rule";
import type { BreakerReading, BreakerStore } from "../http/breaker";
import { db } from "./client";

/**
 * A connection's breaker in the database, shared by all workers: each decision is one statement on its row, so of many
 * who count a failure one opens it, and of many who would probe one may.
 */
export function createBreakerStore(
  connectionId: string,
  /** Only a test's own time; otherwise the database's, which all workers share. */
  testTime?: () => Date,
): BreakerStore {
  const time = () => testTime?.() ?? null;
  return {
    async read() {
      const [row] = await db.$queryRawUnsafe<BreakerReading[]>(
        /* sql */ `select b."state"::text, ${LEFT_MS} as "leftMs"
         from "Breaker" b, ${NOW} where b."connectionId" = $1::uuid`,
        connectionId,
        time(),
      );
      return row ?? { state: "closed", leftMs: 0 };
    },
    async record({ calls, failures, inARow }, { share }) {
      const [row] = await db.$queryRawUnsafe<BreakerReading[]>(
        RECORD,
        connectionId,
        time(),
        calls,
        failures,
        BREAKER.halfMs,
        BREAKER.leastCalls,
        Math.round(BREAKER.firstCoolDownMs * share),
        inARow,
      );
      return row ?? null;
    },
    async takeProbe(leaseMs) {
      const [row] = await db.$queryRawUnsafe<{ openUntil: Date }[]>(
        /* sql */ `update "Breaker" b set "state" = 'half_open', "openUntil" = t.now + $3::int * interval '1 millisecond'
         from ${NOW} where b."connectionId" = $1::uuid and b."state" <> 'closed' and b."openUntil" <= t.now
         returning b."openUntil"`,
        connectionId,
        time(),
        leaseMs,
      );
      return row?.openUntil ?? null;
    },
    async settleProbe(ticket, verdict, { share }) {
      if (verdict === "answered") {
        await db.$executeRawUnsafe(
          /* sql */ `update "Breaker" b set "state" = 'closed', "openUntil" = null, "trips" = 0, "windowStartedAt" = t.now,
             "calls" = 0, "failures" = 0, "earlierCalls" = 0, "earlierFailures" = 0
           from ${NOW} where b."connectionId" = $1::uuid and b."state" <> 'closed'`,
          connectionId,
          time(),
        );
        return;
      }
      // Only by its own ticket: a probe that was given up for dead must not end the one that follows it.
      await db.$executeRawUnsafe(
        /* sql */ `update "Breaker" b set "state" = 'open', "trips" = b."trips" + $4::int,
           "openUntil" = t.now + $4::int * least($5::float8, $6::float8 * 2 ^ least(b."trips", 30)) * interval '1 millisecond'
         from ${NOW} where b."connectionId" = $1::uuid and b."state" = 'half_open' and b."openUntil" = $3::timestamptz`,
        connectionId,
        time(),
        ticket,
        verdict === "failed" ? 1 : 0,
        BREAKER.longestCoolDownMs * share,
        BREAKER.firstCoolDownMs * share,
      );
    },
  };
}

/** Connections among these that are not called just now, and how long that lasts at least. */
export function listOpenBreakers(connectionIds: string[]): Promise<(BreakerReading & { connectionId: string })[]> {
  return db.$queryRawUnsafe(
    /* sql */ `select b."connectionId", b."state"::text, ${LEFT_MS} as "leftMs"
     from "Breaker" b, ${NOW} where b."connectionId" = any($1::uuid[]) and b."state" <> 'closed' and b."openUntil" > t.now`,
    connectionIds,
    null,
  );
}

const NOW = /* sql */ `(select coalesce($2::timestamptz, clock_timestamp()) as now) t`;
/**
 * No cool-down is as long as an integer of milliseconds, but a machine that was off for a month looks at one that ended as
 * long ago; and clocks that disagree may say anything.
 */
const LONGEST_LEFT_MS = 2_147_483_647;
const leftMs = (now: string) =>
  /* sql */ `least(greatest(coalesce(ceil(extract(epoch from (b."openUntil" - ${now})) * 1000), 0), 0), ${LONGEST_LEFT_MS})::int`;
const LEFT_MS = leftMs("t.now");

/**
 * Two halves of the time looked back: what is counted is never older than both together. A row that is open counts
 * nothing: what still comes back then was sent before. It opens for the first time here, so the cool-down is the first.
 */
const RECORD = /* sql */ `
insert into "Breaker" as b ("connectionId", "windowStartedAt", "calls", "failures", "state", "trips", "openUntil")
select $1::uuid, t.now, $3::int, $4::int, (case when o.opens then 'open' else 'closed' end)::"BreakerState", o.opens::int,
  case when o.opens then t.now + $7::int * interval '1 millisecond' end
from ${NOW}, (select $8::boolean or ($3::int >= $6::int and $4::int * 2 > $3::int) as opens) o
on conflict ("connectionId") do update set
  ("windowStartedAt", "calls", "failures", "earlierCalls", "earlierFailures", "state", "trips", "openUntil") = (
    select c.started, c.calls, c.failures, c.earlier, c."earlierFailed",
      (case when o.opens then 'open' else 'closed' end)::"BreakerState", o.opens::int,
      case when o.opens then c.now + $7::int * interval '1 millisecond' end
    from (
      select h.now,
        case when h.passed < 2 then b."windowStartedAt" + h.passed * $5::int * interval '1 millisecond' else h.now end as started,
        case when h.passed = 0 then b."calls" else 0 end + $3::int as calls,
        case when h.passed = 0 then b."failures" else 0 end + $4::int as failures,
        case h.passed when 0 then b."earlierCalls" when 1 then b."calls" else 0 end as earlier,
        case h.passed when 0 then b."earlierFailures" when 1 then b."failures" else 0 end as "earlierFailed"
      from (
        select t.now, greatest(0, least(2, floor(extract(epoch from (t.now - b."windowStartedAt")) * 1000 / $5::int)))::int as passed
        from ${NOW}
      ) h
    ) c, lateral (
      select $8::boolean
        or (c.calls + c.earlier >= $6::int and (c.failures + c."earlierFailed") * 2 > c.calls + c.earlier) as opens
    ) o
  )
where b."state" = 'closed'
returning b."state"::text,
  ${leftMs("coalesce($2::timestamptz, clock_timestamp())")} as "leftMs"`;
