import type { Operation } from "../../prisma/generated/client";
import type { RecordKind } from "../domain/canonical";
import type { OperationView } from "../domain/views/plans";
import type { ErrorView } from "../domain/views/primitives";
import type { RunFailure } from "../domain/views/run-events";
import { db } from "./client";

export type OperationRow = Operation;

/** What is still to be done of a run, in plan order (parents first, trees together): a bounded chunk, or one whole tree. */
export const listOpenOperations = (
  syncRunId: string,
  scope: { limit: number } | { campaignId: string },
): Promise<OperationRow[]> =>
  db.operation.findMany({
    where: {
      syncRunId,
      state: { in: ["planned", "applying"] },
      ...("campaignId" in scope ? { campaignId: scope.campaignId } : {}),
    },
    orderBy: { seq: "asc" },
    ...("limit" in scope ? { take: scope.limit } : {}),
  });

/**
 * Open changes of a run that were planned from a value which the platform no longer shows: somebody was at it since. A value
 * that is as the change wants it is no hindrance.
 */
export async function listMovedOperations(syncRunId: string): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select o."id" from "Operation" o
    join "Link" l on l."connectionId" = o."connectionId" and l."recordKind" = o."recordKind" and l."recordId" = o."recordId"
    where o."syncRunId" = ${syncRunId}::uuid and o."state" in ('planned', 'applying') and o."kind" <> 'create'
      and l."platformId" is not null and exists (
        select 1 from jsonb_array_elements(o."changes") c
        where coalesce(l."observed"->(c->>'field'), 'null') <> coalesce(c->'from', 'null')
          and coalesce(l."observed"->(c->>'field'), 'null') <> coalesce(c->'to', 'null'))`;
  return new Set(rows.map(({ id }) => id));
}

/** Open creates of records that were to run, and were paused, archived or deleted here since they were planned. */
export async function listWithdrawnCreates(syncRunId: string): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select o."id" from "Operation" o
    left join "Campaign" c on c."id" = o."recordId" left join "AdGroup" g on g."id" = o."recordId"
    left join "Ad" a on a."id" = o."recordId" left join "Keyword" k on k."id" = o."recordId"
    where o."syncRunId" = ${syncRunId}::uuid and o."state" in ('planned', 'applying') and o."kind" = 'create'
      and o."desired"->>'status' = 'active'
      and (coalesce(c."status", g."status", a."status", k."status") is distinct from 'active'
        or coalesce(c."deletedAt", g."deletedAt", a."deletedAt", k."deletedAt") is not null)`;
  return new Set(rows.map(({ id }) => id));
}

/** How every operation of these campaigns stands, without its contents. */
export const findOperationsOfCampaigns = (syncRunId: string, campaignIds: string[]) =>
  db.operation.findMany({
    where: { syncRunId, campaignId: { in: campaignIds } },
    select: { recordId: true, parentRecordId: true, campaignId: true, state: true, reason: true },
  });

export const findLinks = (connectionIds: string[], recordIds: string[]) =>
  db.link.findMany({ where: { connectionId: { in: connectionIds }, recordId: { in: recordIds } } });

/** Platform ids of a connection that already belong to one of our records. */
export async function listClaimedIds(connectionId: string): Promise<Set<string>> {
  const rows = await db.link.findMany({
    where: { connectionId, platformId: { not: null } },
    select: { platformId: true },
  });
  return new Set(rows.flatMap((row) => row.platformId ?? []));
}

export async function countOperations(syncRunId: string): Promise<Record<string, number>> {
  const rows = await db.operation.groupBy({ by: ["state"], where: { syncRunId }, _count: true });
  return Object.fromEntries(rows.map((row) => [row.state, row._count]));
}

type OperationFilter = {
  organizationId: string;
  syncRunId: string;
  limit: number;
  cursor: string | null;
  state?: OperationView["state"];
};

/** In plan order; the cursor is the last `seq`. */
export const listRunOperations = ({ organizationId, syncRunId, limit, cursor, state }: OperationFilter) =>
  db.operation.findMany({
    where: {
      organizationId,
      syncRunId,
      ...(state ? { state } : {}),
      ...(cursor ? { seq: { gt: Number(cursor) } } : {}),
    },
    orderBy: { seq: "asc" },
    take: limit + 1,
  });

/** Operations of a run that changed something over there, a top that was kept paused among them. */
export const listLandedOperations = (organizationId: string, syncRunId: string) =>
  db.operation.findMany({
    where: {
      organizationId,
      syncRunId,
      OR: [{ state: "applied" }, { state: "held", platformId: { not: null } }],
    },
    orderBy: { seq: "asc" },
    select: { kind: true, recordId: true, changes: true, state: true },
  });

type CallFilter = {
  organizationId: string;
  syncRunId: string;
  operationId?: string;
  limit: number;
  cursor: string | null;
};

/** Newest first; those of one operation, when one is named. */
export const listRunCalls = ({ organizationId, syncRunId, operationId, limit, cursor }: CallFilter) =>
  db.platformCall.findMany({
    where: {
      organizationId,
      syncRunId,
      ...(operationId ? { operationId } : {}),
      ...(cursor ? { id: { lt: cursor } } : {}),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
  });

/** An event carries this many failures at most; all of them are on the run's page. */
const FAILURES_TOLD = 200;

export async function listRunFailures(syncRunId: string): Promise<RunFailure[]> {
  const rows = await db.operation.findMany({
    where: { syncRunId, state: "failed" },
    orderBy: { seq: "asc" },
    take: FAILURES_TOLD,
    select: { campaignId: true, recordId: true, error: true },
  });
  return rows.map(({ campaignId, recordId, error }) => {
    const { message = "", code = "", field } = (error ?? {}) as Partial<ErrorView>;
    return { campaignId, recordId, message, code, ...(field ? { field } : {}) };
  });
}

/** The helper objects of every other record of a kind on this connection. */
export async function listOtherParts(
  connectionId: string,
  recordKind: RecordKind,
  recordId: string,
): Promise<unknown[]> {
  const rows = await db.link.findMany({
    where: { connectionId, recordKind, recordId: { not: recordId }, NOT: { parts: { equals: {} } } },
    select: { parts: true },
  });
  return rows.map((row) => row.parts);
}

/** Changes of one kind of record that this run did not make, and will not make any more. */
export const listUnmadeChanges = (syncRunId: string, recordKind: RecordKind): Promise<OperationRow[]> =>
  db.operation.findMany({
    where: { syncRunId, recordKind, state: { in: ["failed", "held", "skipped"] }, kind: { not: "create" } },
  });
