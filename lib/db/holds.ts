import { db } from "./client";

export type HoldRow = { recordId: string; recordVersion: number; reason: string; planId: string };

/** Of these records what the newest plan that has to do with each of them holds back, and why. */
export async function listHolds(organizationId: string, recordIds: string[]): Promise<HoldRow[]> {
  if (recordIds.length === 0) return [];
  // A record can be in one plan twice: what goes, and what is held apart from it.
  return db.$queryRaw<HoldRow[]>`
    select distinct on (o."recordId") o."recordId", o."recordVersion", o."reason", o."planId"
    from unnest(${recordIds}::uuid[]) as r("id")
    cross join lateral (
      select "planId" from "Operation"
      where "recordId" = r."id" and "organizationId" = ${organizationId}::uuid order by "id" desc limit 1
    ) newest
    join "Operation" o on o."planId" = newest."planId" and o."recordId" = r."id"
    where o."state" = 'held' and o."reason" is not null
    order by o."recordId", o."seq"`;
}
