import type { SyncRunView } from "../domain/views/sync-runs";
import type { CsvCell } from "./csv";

const seconds = ({ startedAt, endedAt }: SyncRunView): number | null =>
  startedAt && endedAt ? Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000) : null;

/** Columns of the exported history, in order. Names stay: sheets and scripts are built on them. */
const COLUMNS: readonly (readonly [name: string, (run: SyncRunView) => CsvCell])[] = [
  ["run_id", (run) => run.id],
  ["kind", (run) => run.kind],
  ["trial", (run) => (run.dryRun ? "yes" : "no")],
  ["status", (run) => run.status],
  ["campaign_set", (run) => run.campaignSetName],
  ["connection", (run) => run.connectionName],
  ["platforms", (run) => run.platforms.join(" ")],
  ["trigger", (run) => run.trigger],
  ["requested_by", (run) => run.requestedBy],
  ["created_at", (run) => run.createdAt],
  ["started_at", (run) => run.startedAt],
  ["ended_at", (run) => run.endedAt],
  ["seconds", seconds],
  ["records", (run) => run.progress.total],
  ["landed", (run) => run.progress.synced],
  ["failed", (run) => run.progress.failed],
  ["left_out", (run) => run.progress.skipped],
  ["added", (run) => run.changes?.added ?? null],
  ["changed", (run) => run.changes?.changed ?? null],
  ["removed", (run) => run.changes?.removed ?? null],
  ["read", (run) => run.findings?.listed ?? null],
  ["taken_over", (run) => run.findings?.pulled ?? null],
  ["in_conflict", (run) => run.findings?.conflicts ?? null],
  ["missing", (run) => run.findings?.missing ?? null],
  ["gone", (run) => run.findings?.gone ?? null],
  ["unknown", (run) => run.findings?.unknown ?? null],
  ["undoes_run_id", (run) => run.undo?.ofRunId ?? null],
  ["error", (run) => run.error?.message ?? null],
];

export const RUN_COLUMN_NAMES: readonly string[] = COLUMNS.map(([name]) => name);

export const runCells = (run: SyncRunView): CsvCell[] => COLUMNS.map(([, cellOf]) => cellOf(run));
