import { db } from "./client";

type LastEdit = { by: string | null; at: Date };

/** Who wrote our side last, and when; null where that was not written down. */
export type LastEdits = {
  of(recordId: string, field: string): LastEdit | null;
  ofAny(recordId: string): LastEdit | null;
};

/** Who edited these records last, field by field. What a platform changed, and what a guardrail let pass, are no edits. */
export async function findLastEdits(organizationId: string, recordIds: string[]): Promise<LastEdits> {
  if (recordIds.length === 0) return { of: () => null, ofAny: () => null };
  const rows = await db.$queryRaw<{ recordId: string; column: string; at: Date; by: string | null }[]>`
    select distinct on (e."subjectId", k."column") e."subjectId" as "recordId", k."column", e."at", coalesce(u."name", u."email", e."actorName") as "by"
    from "AuditEntry" e cross join lateral jsonb_object_keys(e."after") as k("column") left join "User" u on u."id" = e."actorId"
    where e."organizationId" = ${organizationId}::uuid and e."subjectId" = any(${recordIds}::uuid[])
      and e."actorKind" <> 'platform' and e."action" <> 'guardrail.approve' and jsonb_typeof(e."after") = 'object'
    order by e."subjectId", k."column", e."id" desc`;
  const edits = new Map(rows.map((row) => [`${row.recordId}/${row.column}`, row]));
  const newest = (recordId: string) =>
    rows.filter((row) => row.recordId === recordId).sort((a, b) => b.at.getTime() - a.at.getTime())[0] ?? null;
  return { of: (recordId, field) => edits.get(`${recordId}/${columnOf(field)}`) ?? null, ofAny: newest };
}

/** The column in which an edit wrote a field down: some hold several. */
function columnOf(field: string): string {
  const [outer = field] = field.split(".");
  return outer === "settings" ? "platformSettings" : outer;
}
