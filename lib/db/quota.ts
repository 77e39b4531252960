import type { QuotaStore } from "../http/pacing";
import type { QuotaGroup } from "../platforms/types";
import { db } from "./client";

/**
 * Headers count whole seconds and calls take time on the way: a permit granted this near to the end of a window may be
 * counted in the next one, so it is charged to both.
 */
const LATE_MS = 2_500;
/** Readings of one window name ends up to this far apart, because headers count whole seconds. */
const SAME_WINDOW_MS = 2_000;
/** How soon to ask again when nothing says how long to wait. */
const ASK_AGAIN_MS = 50;

/**
 * The permits of one connection, in the database: several workers share one platform quota. One statement takes any
 * number of permits, opens the next window when the last has ended, and adopts what the platform's headers said.
 */
export function createQuotaStore(connectionId: string, groups: Record<string, QuotaGroup>): QuotaStore {
  const opened = new Map<string, Promise<unknown>>();
  const open = (group: string, quota: QuotaGroup) =>
    db.$executeRawUnsafe(
      /* sql */ `insert into "QuotaWindow" ("connectionId", "quotaGroup", "limit", "windowMs") values ($1::uuid, $2, $3::int, $4::int)
       on conflict ("connectionId", "quotaGroup") do nothing`,
      connectionId,
      group,
      quota.limit,
      quota.windowMs,
    );
  return {
    async take(group, wanted, reading) {
      const quota = groups[group];
      if (!quota) throw new Error(`unknown quota group ${group}`);
      if (!opened.has(group)) opened.set(group, open(group, quota));
      await opened.get(group);
      const [row] = await db.$queryRawUnsafe<{ granted: number; waitMs: number }[]>(
        TAKE,
        connectionId,
        group,
        reading?.limit ?? null,
        quota.windowMs,
        wanted,
        reading?.remaining ?? null,
        reading?.resetsInMs ?? null,
        LATE_MS,
        ASK_AGAIN_MS,
        SAME_WINDOW_MS,
      );
      return { granted: Number(row?.granted ?? 0), waitMs: Number(row?.waitMs ?? ASK_AGAIN_MS) };
    },
    async block(group, ms) {
      await db.$executeRawUnsafe(
        /* sql */ `update "QuotaWindow" set "blockedUntil" = greatest("blockedUntil", clock_timestamp() + $3::int * interval '1 millisecond')
         where "connectionId" = $1::uuid and "quotaGroup" = $2`,
        connectionId,
        group,
        Math.ceil(ms),
      );
    },
  };
}

/**
 * Where the platform's headers name the end of the window, that end is used; what they leave never counts as less used
 * than we know; and a quota they name replaces the one we assumed. Without headers a window lasts its full length from its first permit.
 */
const TAKE = /* sql */ `
update "QuotaWindow" q set
  "limit" = a.most, "windowMs" = $4::int,
  "used" = a.used + a.granted,
  "late" = a.late + case when a.ends - $8::int * interval '1 millisecond' <= a.now then a.granted else 0 end,
  "endsAt" = coalesce(a.ends, case when a.granted > 0 then a.now + $4::int * interval '1 millisecond' end)
from (
  select s.*, case
      when s.blocked > s.now then 0
      else least($5::int, greatest(s.most - s.used, 0)) end as granted
  from (
    select k.now, k."blockedUntil" as blocked, k.most,
      greatest(
        case when not k.over then k."used"
             when k.now < k."endsAt" + $4::int * interval '1 millisecond' then k."late"
             else 0 end,
        coalesce(k.most - $6::int, 0)) as used,
      case when k.over then 0 else k."late" end as late,
      case when $7::int is not null then k.now + $7::int * interval '1 millisecond'
           when k.over then null
           else k."endsAt" end as ends
    from (
      select w.*, clock_timestamp() as now,
        -- Over by our clock, or because the platform names the end of a later one.
        coalesce(w."endsAt" <= clock_timestamp()
          or w."endsAt" + $10::int * interval '1 millisecond' < clock_timestamp() + $7::int * interval '1 millisecond', false) as over,
        coalesce($3::int, w."limit") as most
      from "QuotaWindow" w where w."connectionId" = $1::uuid and w."quotaGroup" = $2
      for update
    ) k
  ) s
) a
where q."connectionId" = $1::uuid and q."quotaGroup" = $2
returning a.granted::int as "granted",
  case when a.granted >= $5::int then 0
       else ceil(greatest($9::int, extract(epoch from (greatest(a.blocked, a.ends, a.now) - a.now)) * 1000))::int
  end as "waitMs"`;
