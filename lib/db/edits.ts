import { db } from "./client";

/** One entry about a record's values. Of a pull `before` is what the platform could hold of ours, not our row. */
export type SavedEdit = {
  recordId: string;
  at: Date;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

/** What was written down about the values of these records, newest first. */
export async function listSavedEdits(organizationId: string, recordIds: string[]): Promise<SavedEdit[]> {
  if (recordIds.length === 0) return [];
  return db.$queryRaw<SavedEdit[]>`
    select e."subjectId" as "recordId", e."at", case when e."actorKind" <> 'platform' then e."before" end as "before", e."after"
    from "AuditEntry" e
    where e."organizationId" = ${organizationId}::uuid and e."subjectId" = any(${recordIds}::uuid[])
      and e."action" <> 'guardrail.approve'
    order by e."id" desc`;
}
