import { findCampaignSet, listSetConnections } from "../db/campaign-sets";
import { listRunCalls, listRunOperations } from "../db/operations";
import { findPersonNames } from "../db/people";
import { listPulledRecords } from "../db/pulled-records";
import { listUnlanded } from "../db/retries";
import {
  findLatestRun,
  findRun,
  isRefused,
  isSetRun,
  listRunPlatforms,
  listRuns,
  type SyncRunRow,
} from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { OperationView } from "../domain/views/plans";
import type { CallView, SyncRunView } from "../domain/views/sync-runs";
import { AppError } from "../errors";
import { type RunFacts, toCallView, toOperationView, toPulledView, toSyncRunView } from "./views";

type Page<Item> = { items: Item[]; nextCursor: string | null };

function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(toItem), nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}

/** A run with what its row does not hold: the person's name and the platforms it touches. */
export async function runFacts(row: SyncRunRow): Promise<RunFacts> {
  const [names, connections] = await Promise.all([
    findPersonNames(row.requestedById ? [row.requestedById] : []),
    isSetRun(row) ? listSetConnections(row.organizationId, row.campaignSetId) : [row.connection],
  ]);
  return {
    ...row,
    requestedBy: row.requestedById ? (names.get(row.requestedById) ?? null) : null,
    platforms: [...new Set(connections.flatMap((connection) => connection?.platform ?? []))],
  };
}

async function runOrThrow(organizationId: string, runId: string): Promise<SyncRunRow> {
  const row = await findRun(organizationId, runId);
  if (!row) throw new AppError("not_found", "This run does not exist.");
  return row;
}

export async function getSyncRun({ actor, runId }: { actor: Actor; runId: string }): Promise<SyncRunView> {
  const row = await runOrThrow(actor.organizationId, runId);
  const [facts, left] = await Promise.all([runFacts(row), leftOf(row)]);
  return { ...toSyncRunView(facts, new Date()), ...(left ? { left } : {}) };
}

/** What a retry would carry of it. Undefined where nobody can tell: it is under way, or had no plan when it ended. */
async function leftOf(row: SyncRunRow): Promise<SyncRunView["left"]> {
  if (isRefused(row)) return { failed: 0, waiting: 0 };
  if (!row.endedAt || !row.planId || row.dryRun) return undefined;
  const unlanded = await listUnlanded(row.organizationId, row.id);
  const failed = unlanded.filter(({ isFailed }) => isFailed).length;
  return { failed, waiting: unlanded.length - failed };
}

type ListRuns = {
  actor: Actor;
  limit: number;
  cursor: string | null;
  campaignSetId?: string;
  connectionId?: string;
  status?: SyncRunView["status"];
  kind?: SyncRunView["kind"];
  platform?: SyncRunView["platforms"][number];
  /** The one who asked for it. */
  person?: string;
};

export async function listSyncRuns({ actor, limit, cursor, ...filter }: ListRuns): Promise<Page<SyncRunView>> {
  const rows = await listRuns({ organizationId: actor.organizationId, limit, cursor, ...filter });
  const names = await findPersonNames(rows.flatMap((row) => row.requestedById ?? []));
  const platforms = await listRunPlatforms(rows.flatMap((row) => row.campaignSetId ?? []));
  const now = new Date();
  const view = (row: SyncRunRow) =>
    toSyncRunView(
      {
        ...row,
        requestedBy: row.requestedById ? (names.get(row.requestedById) ?? null) : null,
        platforms: row.connection ? [row.connection.platform] : platforms.get(row.campaignSetId ?? ""),
      },
      now,
    );
  return toPage(rows, limit, (row) => row.id, view);
}

type ListOperations = {
  actor: Actor;
  runId: string;
  limit: number;
  cursor: string | null;
  state?: OperationView["state"];
};

export async function listOperations({
  actor,
  runId,
  limit,
  cursor,
  state,
}: ListOperations): Promise<Page<OperationView>> {
  const { organizationId } = actor;
  const { kind } = await runOrThrow(organizationId, runId);
  const seqOf = (row: { seq: number }) => String(row.seq);
  if (kind === "pull") {
    // Nothing was planned: what it did is what it took over, and all of that is done.
    const isNone = state !== undefined && state !== "applied";
    const rows = isNone ? [] : await listPulledRecords({ organizationId, syncRunId: runId, limit, cursor });
    return toPage(rows, limit, seqOf, toPulledView);
  }
  const rows = await listRunOperations({ organizationId, syncRunId: runId, limit, cursor, state });
  const names = await findPersonNames(rows.flatMap(({ approvedById }) => approvedById ?? []));
  return toPage(rows, limit, seqOf, (row) => toOperationView(row, names));
}

type ListCalls = { actor: Actor; runId: string; operationId?: string; limit: number; cursor: string | null };

export async function listCalls({ actor, runId, operationId, limit, cursor }: ListCalls): Promise<Page<CallView>> {
  await runOrThrow(actor.organizationId, runId);
  const rows = await listRunCalls({
    organizationId: actor.organizationId,
    syncRunId: runId,
    operationId,
    limit,
    cursor,
  });
  return toPage(rows, limit, (row) => row.id, toCallView);
}

/** Where the set stands: its open run, or its last one. */
export async function getSyncStatus({ actor, campaignSetId }: { actor: Actor; campaignSetId: string }) {
  const set = await findCampaignSet(actor.organizationId, campaignSetId);
  if (!set) throw new AppError("not_found", "This campaign set does not exist.");
  const row = await findLatestRun(actor.organizationId, campaignSetId);
  return {
    status: set.status,
    progress: { synced: row?.synced ?? 0, failed: row?.failed ?? 0, total: row?.total ?? 0 },
    jobId: row?.id ?? null,
    lastSyncedAt: set.lastSyncedAt?.toISOString() ?? null,
  };
}
