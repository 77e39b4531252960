import { Prisma } from "../../prisma/generated/client";
import { inTransaction, type Transaction } from "./client";
import { toDatabaseJson } from "./json";
import { type LiveMessage, NOTIFY_AND_STORE, numberMessages } from "./live";
import { isTakenOverBy } from "./pulled-records";
import { type BareRun, insertRun, isSetRun, type SetRunRow, type SyncRunRow } from "./sync-runs";

export type ClosedStatus = "completed" | "partial" | "failed" | "cancelled";

/** Leave it open unless this holds. */
export type OnlyWhen = {
  /** No worker is on it. */
  unheld?: boolean;
  /** Nobody took it since this generation. */
  generation?: number;
};

type CloseOptions = {
  messagesFor: (row: SyncRunRow) => LiveMessage[];
  only?: OnlyWhen;
  /** Id for the run that follows, when one was asked for. */
  successorId: string;
};

/**
 * Closes a run with its live events. Records that were being worked on go back to waiting; the set takes the status its
 * campaigns have. Closing twice changes nothing.
 */
export async function closeRunRow(
  run: SyncRunRow,
  status: ClosedStatus,
  error: { code: string; message: string } | null,
  { messagesFor, only = {}, successorId }: CloseOptions,
): Promise<SyncRunRow | null> {
  return inTransaction(async (tx) => {
    const [closed] = await tx.$queryRaw<(BareRun & { heldKey: string | null })[]>`
      with open as (
        select "id", "openKey" from "SyncRun" where "id" = ${run.id}::uuid and "status" in ('queued', 'running')
          and (not ${only.unheld ?? false} or "leaseUntil" is null or "leaseUntil" < now())
          and "generation" = coalesce(${only.generation ?? null}::int, "generation") for update
      ), came_of_it as (${comeOf(run)})
      update "SyncRun" r set "status" = ${status}::"RunStatus", "openKey" = null, "endedAt" = now(), "leaseUntil" = null,
        "waiting" = null, "waitingUntil" = null, "generation" = r."generation" + 1,
        "added" = c.added, "changed" = c.changed, "removed" = c.removed, "unsent" = c.unsent,
        "error" = coalesce(${error ? toDatabaseJson(error) : null}::jsonb, r."error")
      from open o, came_of_it c where r."id" = o."id"
      returning r.*, o."openKey" as "heldKey"`;
    if (!closed) return null;
    const { heldKey, ...bare } = closed;
    await tx.$executeRaw`
      update "Operation" set "state" = 'skipped', "reason" = coalesce("reason", 'The run ended first.'), "endedAt" = now()
      where "syncRunId" = ${run.id}::uuid and "state" in ('planned', 'applying')`;
    const row: SyncRunRow = { ...run, ...bare };
    // A small run beside the set's own says nothing of the set, which is still being pushed.
    if (isSetRun(row) && heldKey === row.campaignSetId) await settleSet(tx, row, status, successorId);
    await tx.$executeRawUnsafe(NOTIFY_AND_STORE, toDatabaseJson(numberMessages(messagesFor(row))));
    return row;
  });
}

/** What a run made, changed and removed, or would have, and what it left where it is. */
function comeOf(run: SyncRunRow): Prisma.Sql {
  if (run.kind === "pull") return comeOfPull(run);
  return run.dryRun ? comeOfTrial(run) : comeOfPush(run);
}

/**
 * Records that a push or an undo made, changed and removed over there, and operations it did not send. Of an approved plan
 * that it could not begin that is all of them.
 */
function comeOfPush({ id, planId, approvedPlanId }: SyncRunRow): Prisma.Sql {
  const isItsOwn =
    planId === null && approvedPlanId !== null
      ? Prisma.sql`"planId" = ${approvedPlanId}::uuid and "syncRunId" is null`
      : Prisma.sql`"syncRunId" = ${id}::uuid`;
  return Prisma.sql`
    select ${tallyIn("applied")}, count(*) filter (where "state" not in ('applied', 'failed')) as unsent
    from "Operation" where ${isItsOwn}`;
}

/** What a push of the plan would have made, changed and removed, and what it would have held. */
const comeOfTrial = ({ id }: SyncRunRow) => Prisma.sql`
  select ${tallyIn("planned")}, count(*) filter (where "state" = 'held') as unsent
  from "Operation" where "planId" = (select "planId" from "SyncRun" where "id" = ${id}::uuid)`;

const tallyIn = (state: "applied" | "planned") => Prisma.sql`
  count(*) filter (where "state" = ${state}::"OperationState" and "kind" = 'create') as added,
  count(*) filter (where "state" = ${state}::"OperationState" and "kind" not in ('create', 'archive', 'remove')) as changed,
  count(*) filter (where "state" = ${state}::"OperationState" and "kind" in ('archive', 'remove')) as removed`;

/** Records that a pull changed here, and those it put away because they were archived or are gone over there. */
const comeOfPull = ({ id, organizationId }: SyncRunRow) => Prisma.sql`
  select 0 as added, count(*) filter (where not away) as changed, count(*) filter (where away) as removed,
    null::int as unsent
  from (
    select bool_or(e."after"->>'status' = 'archived') is true as away from "AuditEntry" e
    where ${isTakenOverBy({ organizationId, syncRunId: id })} group by e."subjectKind", e."subjectId"
  ) taken`;

/** What closing a run means for its set: which records wait, the set's own status, the run that follows. */
async function settleSet(tx: Transaction, row: SetRunRow, status: ClosedStatus, successorId: string): Promise<void> {
  await tx.$executeRaw`
      with edited as (
        -- Saved here while the run was under way: what landed is an older version. Or only a part of it landed: the rest
        -- is held, was left out, or goes further than a guardrail let it.
        select o."connectionId", o."recordId" from "Operation" o
        left join "Campaign" c on c."id" = o."recordId" left join "AdGroup" g on g."id" = o."recordId" left join "Ad" a on a."id" = o."recordId"
        where o."syncRunId" = ${row.id}::uuid and (coalesce(c."version", g."version", a."version") > o."recordVersion"
          or (o."kind" <> 'create' and o."state" in ('held', 'skipped')) or o."changes" @? '$[*].wanted')
      ), locked as (
        select "id" from "Link" l where "campaignSetId" = ${row.campaignSetId}::uuid and ("syncStatus" = 'syncing'
          or ("syncStatus" = 'synced' and exists (
            select 1 from edited e where e."connectionId" = l."connectionId" and e."recordId" = l."recordId")))
        order by "recordId" for update)
      update "Link" l set "syncStatus" = 'pending' from locked k where l."id" = k."id"`;
  // A trial run says nothing of the set.
  if (!row.dryRun)
    await tx.$executeRaw`
      update "CampaignSet" s set "lastSyncedAt" = case when ${status} = 'completed' or (${status} = 'partial' and ${row.synced} > 0) then now() else s."lastSyncedAt" end,
        "status" = case
          -- What is only held waits for a person and is no error.
          when ${status} = 'failed' or (${status} = 'partial' and ${row.failed} > 0) then 'error'::"SetStatus"
          when not exists (select 1 from "Link" l where l."campaignSetId" = s."id" and l."platformId" is not null) then 'draft'::"SetStatus"
          when exists (select 1 from "Campaign" c where c."campaignSetId" = s."id" and c."deletedAt" is null and c."status" = 'active') then 'active'::"SetStatus"
          when exists (select 1 from "Campaign" c where c."campaignSetId" = s."id" and c."deletedAt" is null and c."status" <> 'archived') then 'paused'::"SetStatus"
          else 'archived'::"SetStatus" end
      where s."id" = ${row.campaignSetId}::uuid`;
  if (row.followUp) {
    await insertRun(tx, {
      id: successorId,
      organizationId: row.organizationId,
      campaignSetId: row.campaignSetId,
      trigger: row.followUp,
      dryRun: false,
      approvedPlanId: null,
      requestedById: row.followUpById,
    });
  }
}
