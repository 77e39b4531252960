import { listSyncRuns } from "../sync/get-sync-run";
import { csvLine } from "./csv";
import { RUN_COLUMN_NAMES, runCells } from "./run-columns";

/** As many runs as one export holds, the newest. What is older is read over the API, page by page. */
const MOST_EXPORTED = 10_000;
const RUNS_AT_ONCE = 500;

type ExportRuns = Omit<Parameters<typeof listSyncRuns>[0], "limit" | "cursor">;

/** The history as CSV, a page of runs at a time, so that a long one is never held whole. */
export async function* exportRuns(filter: ExportRuns, mostRows = MOST_EXPORTED): AsyncGenerator<string> {
  yield csvLine(RUN_COLUMN_NAMES);
  let cursor: string | null = null;
  let left = mostRows;
  do {
    const page: Awaited<ReturnType<typeof listSyncRuns>> = await listSyncRuns({
      ...filter,
      limit: Math.min(RUNS_AT_ONCE, left),
      cursor,
    });
    if (page.items.length > 0) yield page.items.map((run) => csvLine(runCells(run))).join("");
    left -= page.items.length;
    cursor = page.nextCursor;
  } while (cursor && left > 0);
}
