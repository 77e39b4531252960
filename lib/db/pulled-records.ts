import { Prisma } from "../../prisma/generated/client";
import type { Platform } from "../domain/campaign";
import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import { db } from "./client";

/** One record that a pull changed here, as the trail has it. Values are canonical. */
export type PulledRecord = {
  id: string;
  /** Its place among all that the pull changed, from 1. */
  seq: number;
  at: Date;
  recordKind: RecordKind;
  recordId: string;
  recordName: string;
  parentRecordId: string | null;
  campaignId: string;
  platform: Platform;
  platformId: string | null;
  currency: string;
  before: CanonicalRecord;
  after: CanonicalRecord;
};

type Page = { organizationId: string; syncRunId: string; limit: number; cursor: string | null };

/**
 * Whether an entry `e` of the trail tells of a record that the pull changed here. Ids are made in time order: what the
 * run changed stands behind the run itself.
 */
export const isTakenOverBy = ({ organizationId, syncRunId }: { organizationId: string; syncRunId: string }) =>
  Prisma.sql`e."organizationId" = ${organizationId}::uuid and e."id" > ${syncRunId}::uuid and e."syncRunId" = ${syncRunId}::uuid
    and e."actorKind" = 'platform' and e."subjectKind" in ('campaign', 'ad_group', 'ad', 'keyword')`;

/** What a pull changed of our records, in the order in which it did. A record that was erased since is left out. */
export const listPulledRecords = ({ organizationId, syncRunId, limit, cursor }: Page) =>
  db.$queryRaw<PulledRecord[]>`
    with taken as (
      select e.*, (row_number() over (order by e."id"))::int as seq from "AuditEntry" e
      where ${isTakenOverBy({ organizationId, syncRunId })}
    )
    select e."id", e.seq, e."at", e."subjectKind" as "recordKind", e."subjectId" as "recordId", e."before", e."after",
      coalesce(own."name", g."name", a."headlines"[1], k."text", '') as "recordName",
      coalesce(a."adGroupId", k."adGroupId", g."campaignId") as "parentRecordId",
      c."id" as "campaignId", c."platform"::text as "platform", c."currency", l."platformId"
    from taken e
    left join "Campaign" own on own."id" = e."subjectId"
    left join "Ad" a on a."id" = e."subjectId"
    left join "Keyword" k on k."id" = e."subjectId"
    left join "AdGroup" g on g."id" = e."subjectId"
    left join "AdGroup" above on above."id" = coalesce(a."adGroupId", k."adGroupId")
    join "Campaign" c on c."id" = coalesce(own."id", g."campaignId", above."campaignId")
    left join "Link" l on l."connectionId" = c."connectionId" and l."recordKind"::text = e."subjectKind" and l."recordId" = e."subjectId"
    where e.seq > ${cursor === null ? 0 : Number(cursor)}::int
    order by e.seq limit ${limit + 1}::int`;
