import type { CanonicalRecord } from "../domain/canonical";
import { createLimiter } from "../limiter";
import { db, inTransaction } from "./client";

type OfSet = { organizationId: string; campaignSetId: string };

/**
 * What amounts were at `since`, by record, where a write of ours changed them afterwards: the guardrail for 24 hours
 * measures from there, however many small steps there were. `made` and `away`: the records that we made, and put away, since.
 */
export async function listAmountsAt({
  organizationId,
  campaignSetId,
  since,
}: OfSet & { since: Date }): Promise<{ amounts: Map<string, CanonicalRecord>; made: Set<string>; away: Set<string> }> {
  type Row = { recordId: string; what: "made" | "away" | "changed"; field: string; from: string | null };
  const rows = await db.$queryRaw<Row[]>`
    select distinct on (o."recordId", c->>'field', "what") o."recordId", c->>'field' as field, c->>'from' as "from",
      case when o."kind" = 'create' then 'made' when o."kind" in ('archive', 'remove') then 'away' else 'changed' end as "what"
    from "SyncRun" r join "Operation" o on o."syncRunId" = r."id"
    cross join jsonb_array_elements(o."changes") c
    where r."organizationId" = ${organizationId}::uuid and r."campaignSetId" = ${campaignSetId}::uuid
      and (r."endedAt" is null or r."endedAt" >= ${since}) -- The amount may have landed although what was to follow it did not.
      and o."platformId" is not null and coalesce(o."endedAt", o."startedAt") >= ${since}
      and (c->>'field' in ('budgetAmountMicros', 'bidAmountMicros') or o."kind" in ('archive', 'remove'))
    order by o."recordId", c->>'field', "what", o."endedAt"`;
  const amounts = new Map<string, CanonicalRecord>();
  const made = new Set<string>();
  const away = new Set<string>();
  for (const { recordId, what, field, from } of rows) {
    if (what === "made") made.add(recordId);
    else if (what === "away") away.add(recordId);
    else amounts.set(recordId, { ...amounts.get(recordId), [field]: from });
  }
  return { amounts, made, away };
}

/**
 * What the campaigns of the other sets on these connections spend a day, in micros: those that run over there by what was
 * last read, and what open runs are cleared to add.
 */
export async function sumSpentElsewhere({
  organizationId,
  campaignSetId,
  connectionIds,
  now,
}: OfSet & { connectionIds: string[]; now: Date }): Promise<Map<string, bigint>> {
  if (connectionIds.length === 0) return new Map();
  const rows = await db.$queryRaw<{ connectionId: string; micros: string }[]>`
    with running as (
      select c."id", c."connectionId", c."budgetType", greatest(coalesce((l."observed"->>'startAt')::timestamptz, c."startAt"), ${now}) as "from",
        coalesce((l."observed"->>'endAt')::timestamptz, c."endAt") as "endAt",
        coalesce((l."observed"->>'budgetAmountMicros')::numeric, (
          select sum((g."observed"->>'budgetAmountMicros')::numeric) from "Link" g
          where g."connectionId" = c."connectionId" and g."campaignId" = c."id" and g."recordKind" = 'ad_group'
            and g."goneAt" is null and coalesce(g."observed"->>'status', '') <> 'archived'
        ), c."budgetAmountMicros") as amount
      from "Link" l join "Campaign" c on c."id" = l."recordId"
      where l."organizationId" = ${organizationId}::uuid and l."connectionId" = any(${connectionIds}::uuid[])
        and l."recordKind" = 'campaign' and l."campaignSetId" <> ${campaignSetId}::uuid
        and l."goneAt" is null and l."observed"->>'status' = 'active'
    ), spent as (
      select "connectionId", case when "budgetType" = 'daily' or "endAt" is null then amount
        else ceil(amount / greatest(1, ceil(extract(epoch from "endAt" - "from") / 86400))) end as micros from running
      union all
      select o."connectionId", o."exposureMicros" from "SyncRun" r join "Operation" o on o."syncRunId" = r."id"
      where r."organizationId" = ${organizationId}::uuid and r."endedAt" is null and r."campaignSetId" <> ${campaignSetId}::uuid
        and o."connectionId" = any(${connectionIds}::uuid[]) and o."state" in ('planned', 'applying') and o."exposureMicros" > 0
    )
    select "connectionId", sum(micros)::numeric(30, 0)::text as micros from spent group by 1`;
  return new Map(rows.map(({ connectionId, micros }) => [connectionId, BigInt(micros)]));
}

/** Of the set's connections those whose spend has a limit. */
export async function listLimitedConnections({ organizationId, campaignSetId }: OfSet): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select k."id" from "Connection" k
    where k."organizationId" = ${organizationId}::uuid and k."guardrails"->>'maxExposureMicros' is not null
      and exists (select 1 from "Campaign" c where c."connectionId" = k."id" and c."campaignSetId" = ${campaignSetId}::uuid)
    order by k."id"`;
  return rows.map(({ id }) => id);
}

/** Whoever reckons holds a connection to the database while its work takes others: all of them must never be held so. */
const RECKONERS_AT_ONCE = 4;
const reckoners = createLimiter(RECKONERS_AT_ONCE);

/** Lets one run at a time reckon what it may add to these connections and take it. Without any, nobody waits. */
export async function reckoning<T>(connectionIds: string[], work: () => Promise<T>): Promise<T> {
  if (connectionIds.length === 0) return work();
  return reckoners(() =>
    inTransaction(async (tx) => {
      for (const id of connectionIds) {
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`spend ${id}`}, 0))`;
      }
      return work();
    }),
  );
}
