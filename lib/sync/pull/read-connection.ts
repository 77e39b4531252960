import { systemClock } from "../../clock";
import {
  compareWithListing,
  dropVanished,
  forgetRemoved,
  type ListingScope,
  markGone,
  saveListingPage,
  saveUnknown,
  settleMissing,
} from "../../db/listings";
import { startPull } from "../../db/pulls";
import { RECORD_KINDS, type RecordKind } from "../../domain/canonical";
import { platformOrThrow } from "../../platforms/registry";
import { endingRun } from "../ending";
import { tellRun } from "../noting-waits";
import { listPage, MOST_DOUBTS, readDirectly, saveListedPage } from "./listed-page";
import { refuseStrangers } from "./refuse-strangers";
import { refuseUnused } from "./refuse-unused";
import { toRemote } from "./remote-record";
import { type PullOptions, withConnection } from "./with-connection";

/**
 * Takes a pull up. Answers the kinds to list, parents first; none when it has closed. A pull of a connection that is not in
 * use any more ends here: what nobody read does not count as read.
 */
export const startReading = (runId: string, { clock = systemClock }: PullOptions = {}): Promise<RecordKind[]> =>
  endingRun(runId, [], async () => {
    const pull = await startPull(runId, clock.now());
    if (!pull) return [];
    refuseUnused(pull.connection);
    if (pull.hasMoved) await tellRun(runId);
    const { kinds } = platformOrThrow(pull.connection.platform).capabilities;
    return RECORD_KINDS.filter((kind) => kinds[kind] !== undefined);
  });

type Page = { runId: string; recordKind: RecordKind; page: number; cursor: string | null };
export type PageRead = { cursor: string | null; listed: number };

/** Lists and saves one page. Answers the cursor of the next, null when the listing has ended. Safe to repeat. */
export const readPage = (page: Page, options: PullOptions = {}): Promise<PageRead> =>
  endingRun(page.runId, { cursor: null, listed: 0 }, () =>
    withConnection(page.runId, { cursor: null, listed: 0 }, options, async (pull, { adapter }, clock) => {
      const { recordKind } = page;
      const { organizationId, connectionId } = pull;
      const beganAt = clock.now();
      const { records, nextCursor } = await listPage(adapter, recordKind, page.cursor);
      const where = { organizationId, connectionId, syncRunId: page.runId, recordKind, page: page.page, beganAt };
      await saveListedPage({ connectionId, recordKind, adapter, clock }, { beganAt, records });
      await saveUnknown(where, records.filter((record) => !record.removed).map(toRemote));
      await forgetRemoved(
        where,
        records.filter((record) => record.removed).map(({ platformId }) => platformId),
      );
      await saveListingPage(
        where,
        records.map((record) => record.platformId),
      );
      return { cursor: nextCursor, listed: records.length };
    }),
  );

export type ListingSettled = { missing: number; gone: number; unknown: number };

/**
 * Judges a whole listing: what two of them in a row did not name is asked for directly, and only the platform's own
 * word makes it gone. A listing that names nothing of what we know stops the pull before anything is changed here.
 */
export const settleListing = (
  { runId, recordKind }: { runId: string; recordKind: RecordKind },
  options: PullOptions = {},
): Promise<ListingSettled> =>
  endingRun(runId, { missing: 0, gone: 0, unknown: 0 }, () =>
    withConnection(runId, { missing: 0, gone: 0, unknown: 0 }, options, async (pull, { adapter }, clock) => {
      const { connectionId, beganAt } = pull;
      const { displayName, listingLagMs: lagMs } = adapter.capabilities;
      const scope: ListingScope = { syncRunId: runId, connectionId, recordKind, beganAt, lagMs };
      refuseStrangers(await compareWithListing(scope), { displayName, recordKind });
      const { missing, suspects } = await settleMissing(scope);
      const gone: string[] = [];
      for (const { linkId, platformId } of suspects.slice(0, MOST_DOUBTS)) {
        const answer = await readDirectly({ connectionId, recordKind, adapter, clock }, platformId);
        if (answer === "gone") gone.push(linkId);
      }
      if (gone.length > 0) await markGone(gone, clock.now());
      return { missing, gone: gone.length, unknown: await dropVanished(scope) };
    }),
  );
