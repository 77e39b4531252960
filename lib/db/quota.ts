import type { QuotaStore } from "../http/pacing";
import type { QuotaGroup } from "../platforms/types";
import { db } from "./client";

/**
 * Headers count whole seconds and calls take time on the way: a permit granted this near to the end of a window may be
 * counted in the next one, so it is charged to both.
 */
const LATE_MS = 2_500;
/**
 * Two windows end a whole one apart. Readings of the same window differ by less: headers count whole seconds, and an
 * answer that a busy process comes to late seems to name a later end. Half a window tells the two cases apart.
 */
const OTHER_WINDOW = 0.5;
/**
 * Of each window a tenth is left to people by whoever has much to do, so that a pause never waits for the next one. It is
 * lost to nobody: it melts evenly as the window passes, and the last of it is let go so shortly before the end that its
 * call is not a late one yet.
 */
const LEFT_TO_PEOPLE = 0.1;
const LET_GO_MS = LATE_MS + 500;
/** What is on the line still counts as work. Within this many of being able to finish, it is worth asking again soon. */
const ON_THE_LINE = 100;
const NEARLY_DONE_MS = 1_000;
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
    async take(group, wanted, reading, { least, yields }) {
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
        quota.windowMs * OTHER_WINDOW,
        yields,
        LEFT_TO_PEOPLE,
        LET_GO_MS,
        ON_THE_LINE,
        NEARLY_DONE_MS,
        least,
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
 * than we know; and a quota they name replaces the one we assumed. Until they name one, a window is assumed to last its
 * full length from its *last* permit: whenever the platform's own one began, no later window holds calls of this one.
 * What is still to be done on the connection, over all of its runs, says whether keeping some permits back costs a window.
 */
const TAKE = /* sql */ `
update "QuotaWindow" q set
  "limit" = a.most, "windowMs" = $4::int,
  "used" = a.used + a.granted,
  "late" = a.late + case when a.ends - $8::int * interval '1 millisecond' <= a.now then a.granted else 0 end,
  "endedAt" = case when a.over then case when q."endIsTold" then q."endsAt" end else q."endedAt" end,
  "endIsTold" = a.told,
  "endsAt" = case when a.told or a.granted = 0 then a.ends else a.now + $4::int * interval '1 millisecond' end
from (
  select s.*, keep.kept, room.free, room.work, room."leftMs" - greatest(keep.kept - $16::int, 0) * room."meltMs" as "nextMs",
    case when s.blocked > s.now then 0
         when room.free - keep.kept >= $5::int then $5::int
         else greatest(room.free - keep.kept, 0) / $16::int * $16::int end as granted
  from (
    select k.now, k."blockedUntil" as blocked, k.most, k.over, e.ends, e.told,
      greatest(
        case when not k.over then k."used"
             -- Nobody knows which of them came after the end.
             when not k."endIsTold" and k."endsAt" > k.now then k."used"
             when k.now < k."endsAt" + $4::int * interval '1 millisecond' then k."late"
             else 0 end,
        case when k.past then 0 else coalesce(k.most - $6::int, 0) end) as used,
      case when k.over then 0
           when k."endIsTold" or not e.told then k."late"
           -- Learned just now: all that was granted so far was granted before now.
           when e.ends - $8::int * interval '1 millisecond' <= k.now then k."used"
           else 0 end as late
    from (
      select w.*,
        -- Over by our clock, or because the platform names the end of a later one.
        coalesce(w."endsAt" <= w.now or w."endsAt" + $10::int * interval '1 millisecond' < w."readEnd", false) as over,
        -- An answer of the window before, come to when the next one had begun: its end would end this one at once.
        coalesce(case when w."endsAt" <= w.now then w."readEnd" < w."endsAt" + $10::int * interval '1 millisecond'
          else w."readEnd" < w."endedAt" + $10::int * interval '1 millisecond' end, false) as past
      from (
        select q.*, clock_timestamp() as now, clock_timestamp() + $7::int * interval '1 millisecond' as "readEnd",
          coalesce($3::int, q."limit") as most
        from "QuotaWindow" q where q."connectionId" = $1::uuid and q."quotaGroup" = $2
        for update
      ) w
    ) k
    cross join lateral (
      select
        case when k."readEnd" is null or k.past then case when not k.over then k."endsAt" end
             when k.over or not k."endIsTold" then k."readEnd"
             -- Lateness only adds, so of two readings of one window the earlier end is the better one.
             else least(k."endsAt", k."readEnd") end as ends,
        (k."endIsTold" and not k.over) or (k."readEnd" is not null and not k.past) as told
    ) e
  ) s
  cross join lateral (
    select greatest(s.most - s.used, 0) as free,
      -- How long one permit of what is kept back outlasts the next.
      ($4::int - $13::int) / (s.most * $12::float8) as "meltMs",
      -- Until the last of it is let go. A permit would put off an end that is only assumed, so then nothing melts.
      case when s.told then extract(epoch from (s.ends - s.now)) * 1000 else $4::int end - $13::int as "leftMs",
      case when $11::boolean then (
        select coalesce(sum(r."total" - r."synced" - r."failed" - r."skipped"), 0) from "SyncRun" r
        where r."openKey" is not null and exists (
          select 1 from "Campaign" c where c."campaignSetId" = r."campaignSetId" and c."connectionId" = $1::uuid)
      ) else 0 end as work
  ) room
  cross join lateral (
    select case
      when not $11::boolean or room.work <= room.free then 0
      else least(room.free, greatest(ceil(room."leftMs" / room."meltMs"), 0)::int) end as kept
  ) keep
) a
where q."connectionId" = $1::uuid and q."quotaGroup" = $2
returning a.granted::int as "granted",
  case when a.granted >= $5::int then 0
       when a.kept > 0 and a.work <= a.free + $14::int then $15::int
       when a.kept > 0 and a.told and (a.blocked > a.now) is not true then ceil(greatest($9::int, a."nextMs"))::int
       else ceil(greatest($9::int, extract(epoch from (greatest(a.blocked, a.ends, a.now) - a.now)) * 1000))::int
  end as "waitMs"`;

/** The quota windows of all connections that a set's campaigns are on, as they were left. */
export const listQuotaWindows = (organizationId: string, campaignSetId: string) =>
  db.quotaWindow.findMany({ where: { connection: { organizationId, campaigns: { some: { campaignSetId } } } } });
