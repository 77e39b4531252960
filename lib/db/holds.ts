import { db } from "./client";

export type HoldRow = { recordId: string; recordVersion: number; reason: string; planId: string };

/** Of these records what the newest plan that has to do with each of them holds back, and why. */
export async function listHolds(organizationId: string, recordIds: string[]): Promise<HoldRow[]> {
  if (recordIds.length === 0) return [];
  // A record can be in one plan twice: what goes, and what is held apart from it.
  return db.$queryRaw<HoldRow[]>`
    with newest as (
      select distinct on ("recordId") "recordId", "planId" from "Operation"
      where "recordId" = any(${recordIds}::uuid[]) and "organizationId" = ${organizationId}::uuid
      order by "recordId", "id" desc
    )
    select distinct on (o."recordId") o."recordId", o."recordVersion", o."reason", o."planId"
    from newest n join "Operation" o on o."recordId" = n."recordId" and o."planId" = n."planId"
    where o."state" = 'held' and o."reason" is not null
    order by o."recordId", o."seq"`;
}
