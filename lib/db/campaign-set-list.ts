import type { Platform } from "../domain/campaign";
import { db } from "./client";

export type SetSummaryRow = {
  id: string;
  name: string;
  status: string;
  version: number;
  lastSyncedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  openRunId: string | null;
  campaignCount: number;
  platforms: Platform[];
  dailyBudget: { currency: string; amountMicros: string }[];
  total: number;
  synced: number;
  failed: number;
  conflict: number;
};

type ListSets = {
  organizationId: string;
  /** Rows wanted; ask for one more than is shown to learn whether there are more. */
  limit: number;
  /** The last id of the page before. */
  cursor: string | null;
  /** Platforms that have keywords; elsewhere keywords are no records that could be in step. */
  keywordPlatforms: Platform[];
};

/** Sets, newest first, with counts of their records by state: one statement for the page. */
export const listSetSummaries = ({ organizationId, limit, cursor, keywordPlatforms }: ListSets) =>
  db.$queryRawUnsafe<SetSummaryRow[]>(PAGE, organizationId, keywordPlatforms, limit, cursor);

/** Of all sets those with a record that is not in step, newest first. */
export const listSetsOutOfStep = ({ organizationId, limit, keywordPlatforms }: Omit<ListSets, "cursor">) =>
  db.$queryRawUnsafe<SetSummaryRow[]>(OUT_OF_STEP, organizationId, keywordPlatforms, limit);

const PAGE_OF_SETS = /* sql */ `
  select * from "CampaignSet"
  where "organizationId" = $1::uuid and "deletedAt" is null and ($4::uuid is null or "id" < $4::uuid)
  order by "id" desc limit $3::int`;
const ALL_SETS = /* sql */ `select * from "CampaignSet" where "organizationId" = $1::uuid and "deletedAt" is null`;

// A record that was deleted here counts only while its platform still has it, which is when its link is pending. Nothing
// is sent of what is below something archived ("closed"), nor made of what is archived itself: that is in step.
const summaries = (page: string) => /* sql */ `
with page as (${page}), c as (
  select c.* from "Campaign" c join page on c."campaignSetId" = page."id"
), g as (
  select g."id", g."deletedAt", g."status", c."campaignSetId", c."connectionId", c."platform",
    c."status" = 'archived' as closed
  from "AdGroup" g join c on g."campaignId" = c."id" where c."deletedAt" is null
), records as (
  select "campaignSetId", "connectionId", 'campaign'::"RecordKind" as kind, "id", "deletedAt", "status", false as closed from c
  union all
  select "campaignSetId", "connectionId", 'ad_group', "id", "deletedAt", "status", closed from g
  union all
  select g."campaignSetId", g."connectionId", 'ad', a."id", a."deletedAt", a."status", closed or g."status" = 'archived'
  from "Ad" a join g on a."adGroupId" = g."id" where g."deletedAt" is null
  union all
  select g."campaignSetId", g."connectionId", 'keyword', k."id", k."deletedAt", k."status", closed or g."status" = 'archived'
  from "Keyword" k join g on k."adGroupId" = g."id" where g."deletedAt" is null and g."platform"::text = any($2::text[])
), states as (
  select r."campaignSetId", l."syncStatus"::text as status, l."platformId" is not null as there,
    r.closed or (r."status" = 'archived' and l."platformId" is null and l."intentAt" is null) as ended
  from records r left join "Link" l
    on l."connectionId" = r."connectionId" and l."recordKind" = r.kind and l."recordId" = r."id"
  where r."deletedAt" is null or (l."platformId" is not null and l."syncStatus" = 'pending')
), counts as (
  select "campaignSetId", count(*)::int as total,
    count(*) filter (where (status = 'synced' and there)
      or (ended and coalesce(status, 'pending') in ('pending', 'synced')))::int as synced,
    count(*) filter (where status = 'failed')::int as failed,
    count(*) filter (where status = 'conflict')::int as conflict
  from states group by 1
), campaigns as (
  select "campaignSetId", count(*)::int as count, array_agg(distinct "platform"::text order by "platform"::text) as platforms
  from c where "deletedAt" is null group by 1
), budgets as (
  select "campaignSetId", jsonb_agg(jsonb_build_object('currency', "currency", 'amountMicros', sum::text) order by "currency") as list
  from (
    select "campaignSetId", "currency", sum("budgetAmountMicros") as sum
    from c where "deletedAt" is null and "status" = 'active' and "budgetType" = 'daily' group by 1, 2
  ) sums group by 1
)
select page."id", page."name", page."status"::text as status, page."version", page."lastSyncedAt", page."createdAt",
  page."updatedAt", run."id" as "openRunId", coalesce(campaigns.count, 0) as "campaignCount",
  coalesce(campaigns.platforms, '{}') as platforms, coalesce(budgets.list, '[]') as "dailyBudget",
  coalesce(counts.total, 0) as total, coalesce(counts.synced, 0) as synced, coalesce(counts.failed, 0) as failed,
  coalesce(counts.conflict, 0) as conflict
from page
left join campaigns on campaigns."campaignSetId" = page."id"
left join budgets on budgets."campaignSetId" = page."id"
left join counts on counts."campaignSetId" = page."id"
left join "SyncRun" run on run."openKey" = page."id"`;

const PAGE = `${summaries(PAGE_OF_SETS)} order by page."id" desc`;
const OUT_OF_STEP = `${summaries(ALL_SETS)} where counts.total > counts.synced order by page."id" desc limit $3::int`;

/** Which of these ids are sets of the organisation. */
export async function listSetIds(organizationId: string, ids: string[]): Promise<string[]> {
  const rows = await db.campaignSet.findMany({
    where: { organizationId, id: { in: ids }, deletedAt: null },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}
