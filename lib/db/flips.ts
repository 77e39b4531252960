import { db } from "./client";

/** How often a field of a record was changed over there after a write of ours, since `since`. */
export type Flips = { recordId: string; field: string; count: number };

/**
 * The flips of these records' fields: our write, then their change, each pair once. Several edits over there in a row, or
 * several pushes from here, are no flips. A write that put their change back stands for both.
 */
export async function countFlips(organizationId: string, recordIds: string[], since: Date): Promise<Flips[]> {
  if (recordIds.length === 0) return [];
  return db.$queryRaw<Flips[]>`
    with events as (
      select o."recordId", c->>'field' as field, o."endedAt" as at, true as ours
      from "Operation" o cross join jsonb_array_elements(o."changes") c
      where o."organizationId" = ${organizationId}::uuid and o."recordId" = any(${recordIds}::uuid[])
        and o."state" = 'applied' and o."endedAt" >= ${since}
      union all
      -- Their change was noticed when the plan was made that put it back.
      select o."recordId", c->>'field', p."createdAt", false
      from "Operation" o join "Plan" p on p."id" = o."planId" cross join jsonb_array_elements(o."changes") c
      where o."organizationId" = ${organizationId}::uuid and o."recordId" = any(${recordIds}::uuid[])
        and o."state" = 'applied' and o."endedAt" >= ${since} and c->>'reason' = 'changed over there'
      union all
      select e."subjectId", jsonb_object_keys(e."after"), e."at", false
      from "AuditEntry" e
      where e."organizationId" = ${organizationId}::uuid and e."subjectId" = any(${recordIds}::uuid[])
        and e."actorKind" = 'platform' and e."at" >= ${since}
    ), ordered as (
      -- Before the first of them both sides agreed.
      select *, lag(ours, 1, true) over (partition by "recordId", field order by at) as "before" from events
    )
    -- Their newest change is not written down yet: it is a flip when ours was the last word.
    select "recordId", field, (count(*) filter (where not ours and "before")
      + case when (array_agg(ours order by at desc))[1] then 1 else 0 end)::int as count
    from ordered group by 1, 2`;
}
