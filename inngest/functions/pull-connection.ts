import { finishPull, type ReadCounts } from "../../lib/sync/pull/finish-pull";
import {
  type ListingSettled,
  type PagesRead,
  readPages,
  settleListing,
  startReading,
} from "../../lib/sync/pull/read-connection";
import { archiveOwnCopies } from "../../lib/sync/pull/second-copies";
import { inngest } from "../client";
import { forInngest } from "../errors";
import { pullRequested } from "../events";
import { markRunFailed } from "./mark-run-failed";

/**
 * One pull: list what the connection's account holds, kind by kind and page by page, judge each whole listing, archive what
 * a lost answer made twice, then bring our side up to it. Orchestration only; every step may be repeated.
 */
export const pullConnection = inngest.createFunction(
  {
    id: "pull-connection",
    triggers: [pullRequested],
    // For crashes; what platforms refuse is handled inside.
    retries: 10,
    concurrency: { limit: 1, key: "event.data.connectionId" },
    onFailure: markRunFailed,
  },
  async ({ event, step }) => {
    const { syncRunId: runId } = event.data;
    const counts: ReadCounts = { listed: 0, missing: 0, gone: 0, unknown: 0, copies: 0 };
    for (const recordKind of await step.run("start", () => forInngest(() => startReading(runId)))) {
      let cursor: string | null = null;
      let page = 0;
      do {
        const at: string | null = cursor;
        const number = page;
        const read: PagesRead = await step.run(`list:${recordKind}:from-${page}`, () =>
          forInngest(() => readPages({ runId, recordKind, page: number, cursor: at })),
        );
        cursor = read.cursor;
        counts.listed += read.listed;
        page += read.pages;
      } while (cursor);
      const settled: ListingSettled = await step.run(`settle:${recordKind}`, () =>
        forInngest(() => settleListing({ runId, recordKind })),
      );
      counts.missing += settled.missing;
      counts.gone += settled.gone;
      counts.unknown += settled.unknown;
    }
    if (counts.unknown > 0)
      counts.copies = await step.run("copies", () => forInngest(() => archiveOwnCopies({ runId })));
    return step.run("finish", () => forInngest(() => finishPull({ runId, counts })));
  },
);
