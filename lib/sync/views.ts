import type { Operation, Plan, QuotaWindow } from "../../prisma/generated/client";
import { toQuotaView } from "../connections/views";
import type { PulledRecord } from "../db/pulled-records";
import type { SyncRunRow } from "../db/sync-runs";
import type { CallForecastView, FieldChangeView, OperationView, PlanView } from "../domain/views/plans";
import type { ErrorView } from "../domain/views/primitives";
import type { CallView, ProgressView, SyncRunView, UndoReport } from "../domain/views/sync-runs";
import { platformOrThrow } from "../platforms/registry";
import { fitQuotas, type GroupCalls } from "./core/forecast";

/** Rows as the API answers them. */

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** `names` are those of the people who let something pass; where they are not given, nobody is named. */
export function toOperationView(row: Operation, names?: ReadonlyMap<string, string>): OperationView {
  return {
    id: row.id,
    seq: row.seq,
    kind: row.kind,
    recordKind: row.recordKind,
    recordId: row.recordId,
    recordName: row.recordName,
    parentRecordId: row.parentRecordId,
    campaignId: row.campaignId,
    platform: row.platform,
    changes: row.changes as FieldChangeView[],
    state: row.state,
    reason:
      row.reason ??
      (row.finalStatus && row.state !== "applied"
        ? `${row.kind === "create" ? "Created paused, enabled" : "Enabled"} once everything below it is there.`
        : null),
    guard: row.guard as OperationView["guard"],
    approvedAt: iso(row.approvedAt),
    ...approverOf(row, names),
    error: row.error as ErrorView | null,
    platformId: row.platformId,
    endedAt: iso(row.endedAt),
  };
}

function approverOf(
  { approvedById }: Operation,
  names?: ReadonlyMap<string, string>,
): Pick<OperationView, "approvedBy"> {
  const approvedBy = approvedById ? names?.get(approvedById) : undefined;
  return approvedBy === undefined ? {} : { approvedBy };
}

/** A record that a pull changed here, told like an operation that has landed. */
export function toPulledView(row: PulledRecord): OperationView {
  const { id, seq, recordKind, recordId, recordName, parentRecordId, campaignId, platform, platformId, currency } = row;
  const { displayName } = platformOrThrow(platform).capabilities;
  return {
    id,
    seq,
    kind: "pull",
    recordKind,
    recordId,
    recordName,
    parentRecordId,
    campaignId,
    platform,
    currency,
    changes: Object.entries(row.after).map(([field, to]) => ({
      field,
      from: (row.before[field] ?? null) as FieldChangeView["from"],
      to: to as FieldChangeView["to"],
      by: displayName,
      reason: "changed over there",
    })),
    state: "applied",
    reason: null,
    guard: null,
    approvedAt: null,
    error: null,
    platformId,
    endedAt: row.at.toISOString(),
  };
}

/** Running, but nothing saved for this long: something is wrong, and the page says so. */
const STALLED_AFTER_MS = 90_000;

export type RunFacts = SyncRunRow & { platforms?: SyncRunView["platforms"]; requestedBy?: string | null };

export function toSyncRunView(run: RunFacts, now: Date): SyncRunView {
  const isWaiting = run.waitingUntil !== null && run.waitingUntil > now;
  const isOpen = run.status === "running" || run.status === "queued";
  const lastSign = run.progressAt ?? run.createdAt;
  return {
    id: run.id,
    kind: run.kind,
    campaignSetId: run.campaignSetId,
    campaignSetName: run.campaignSet?.name ?? null,
    connectionId: run.connectionId,
    connectionName: run.connection?.name ?? null,
    status: run.status,
    trigger: run.trigger,
    dryRun: run.dryRun,
    planId: run.planId,
    requestedBy: run.requestedBy ?? null,
    platforms: run.platforms ?? [],
    progress: toProgress(run, now),
    changes: toChanges(run),
    unsent: run.dryRun ? null : run.unsent,
    planned: toTrialPlan(run),
    findings: run.kind === "pull" ? (run.findings as SyncRunView["findings"]) : null,
    undo: run.undoOfId ? { ofRunId: run.undoOfId, ...reportOf(run.findings as UndoReport) } : null,
    error: run.error as SyncRunView["error"],
    waiting: isOpen && isWaiting ? run.waiting : null,
    stalled: isOpen && !isWaiting && now.getTime() - lastSign.getTime() > STALLED_AFTER_MS,
    createdAt: run.createdAt.toISOString(),
    startedAt: iso(run.startedAt),
    endedAt: iso(run.endedAt),
  };
}

const toChanges = ({ dryRun, added, changed, removed }: SyncRunRow): SyncRunView["changes"] =>
  dryRun || added === null || changed === null || removed === null ? null : { added, changed, removed };

const toTrialPlan = ({ dryRun, planId, added, changed, removed, unsent }: SyncRunRow): SyncRunView["planned"] =>
  !dryRun || planId === null || added === null || changed === null || removed === null
    ? null
    : { added, changed, removed, held: unsent ?? 0 };

/** What is told of an undo; what the engine keeps beside it is its own. */
const reportOf = ({ reverted, left }: UndoReport): UndoReport => ({ reverted, left });

/** Time left from the pace so far; unknown until something has landed. */
function toProgress(run: SyncRunRow, now: Date): ProgressView {
  const { synced, failed, skipped, total, startedAt, endedAt } = run;
  const done = synced + failed + skipped;
  const elapsed = startedAt && !endedAt ? (now.getTime() - startedAt.getTime()) / 1000 : 0;
  const etaSeconds = done > 0 && done < total && elapsed > 0 ? Math.ceil((elapsed / done) * (total - done)) : null;
  return { synced, failed, skipped, total, etaSeconds };
}

/** A plan's calls as they are kept. What its quotas have left is told of the instant when somebody looks. */
export type StoredCalls = Pick<CallForecastView, "connectionId" | "connectionName" | "platform" | "calls"> & {
  /** Plans made before quotas were told keep a time instead. */
  groups?: GroupCalls[];
  minimumSeconds?: number;
};

type PlanSummary = Pick<PlanView, "skipped" | "spend" | "spendParts"> & { calls: StoredCalls[] };
type PlanNow = {
  stale: boolean;
  windows: QuotaWindow[];
  now: Date;
  /** The run that took the plan. */
  run: { id: string; createdAt: Date; endedAt: Date | null; planId: string | null } | null;
  /** Of those who let something pass. */
  names: ReadonlyMap<string, string>;
};

export function toPlanView(
  plan: Plan & { campaignSet: { name: string } },
  operations: Operation[],
  { stale, windows, now, run, names }: PlanNow,
): PlanView {
  const { calls, ...summary } = plan.summary as unknown as PlanSummary;
  const views = operations.map((row) => toOperationView(row, names));
  return {
    planId: plan.id,
    campaignSetId: plan.campaignSetId,
    campaignSetName: plan.campaignSet.name,
    createdAt: plan.createdAt.toISOString(),
    observedAt: iso(plan.observedAt),
    stale,
    pushedBy: run && {
      runId: run.id,
      at: run.createdAt.toISOString(),
      refused: run.endedAt !== null && run.planId === null,
    },
    operations: views.filter((operation) => operation.state !== "held"),
    held: views.filter((operation) => operation.state === "held"),
    ...summary,
    calls: calls.map(({ groups = [], minimumSeconds = 0, ...forecast }) => {
      const mine = windows.filter(({ connectionId }) => connectionId === forecast.connectionId);
      const fit = fitQuotas(
        groups,
        mine.map((window) => toQuotaView(window, now)),
        platformOrThrow(forecast.platform).capabilities,
        now,
      );
      return { ...forecast, ...fit, minimumSeconds: Math.max(minimumSeconds, fit.minimumSeconds) };
    }),
  };
}

export function toCallView(row: {
  id: string;
  operationId: string | null;
  method: string;
  path: string;
  status: number | null;
  ms: number;
  errorCode: string | null;
  platformRequestId: string | null;
  requestBody: unknown;
  responseBody: unknown;
  at: Date;
}): CallView {
  const { id, operationId, method, path, status, ms, errorCode, platformRequestId } = row;
  return {
    id,
    operationId,
    method,
    path,
    status,
    ms,
    errorCode,
    platformRequestId,
    requestBody: (row.requestBody ?? null) as CallView["requestBody"],
    responseBody: (row.responseBody ?? null) as CallView["responseBody"],
    at: row.at.toISOString(),
  };
}
