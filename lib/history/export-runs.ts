import { listSyncRuns } from "../sync/get-sync-run";
import { csvPages, MOST_EXPORTED } from "./csv-pages";
import { RUN_COLUMN_NAMES, runCells } from "./run-columns";

type ExportRuns = Omit<Parameters<typeof listSyncRuns>[0], "limit" | "cursor">;

/** The history as CSV, a line a run. */
export const exportRuns = (filter: ExportRuns, most = MOST_EXPORTED): AsyncGenerator<string> =>
  csvPages({
    columns: RUN_COLUMN_NAMES,
    readPage: (page) => listSyncRuns({ ...filter, ...page }),
    linesOf: (run) => [runCells(run)],
    most,
  });
