import { type Clock, systemClock } from "../../clock";
import {
  compareWithListing,
  dropVanished,
  forgetRemoved,
  type ListedFrom,
  type ListingScope,
  markGone,
  saveListingPage,
  saveUnknown,
  settleMissing,
} from "../../db/listings";
import { startPull } from "../../db/pulls";
import { RECORD_KINDS, type RecordKind } from "../../domain/canonical";
import { PlatformError } from "../../errors";
import { platformOrThrow } from "../../platforms/registry";
import type { ObservedPage, ObservedRecord, PlatformAdapter } from "../../platforms/types";
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

type Pages = { runId: string; recordKind: RecordKind; page: number; cursor: string | null };
/** `pages`: how many were read. `cursor`: where the next one begins, null when the listing has ended. */
export type PagesRead = { cursor: string | null; pages: number; listed: number };
type Ahead = ObservedPage & { beganAt: Date };

/** Enough to read ahead within one step, and little enough to read again when it fails. */
const PAGES_A_STEP = 4;
const NOTHING_READ: PagesRead = { cursor: null, pages: 0, listed: 0 };

/** Lists and saves the next pages of a kind; while one is saved the next is on its way. Safe to repeat. */
export const readPages = (first: Pages, options: PullOptions = {}): Promise<PagesRead> =>
  endingRun(first.runId, NOTHING_READ, () =>
    withConnection(first.runId, NOTHING_READ, options, async ({ organizationId, connectionId }, { adapter }, clock) => {
      const { runId, recordKind } = first;
      const of = { organizationId, connectionId, syncRunId: runId, recordKind };
      const list = async (cursor: string | null): Promise<Ahead> => {
        const beganAt = clock.now();
        return { beganAt, ...(await listPage(adapter, recordKind, cursor)) };
      };
      const read = { pages: 0, listed: 0 };
      let ahead = await list(first.cursor);
      for (;;) {
        const { records, nextCursor, beganAt } = ahead;
        const isLast = nextCursor === null || read.pages + 1 === PAGES_A_STEP;
        const [saved, next] = await Promise.allSettled([
          savePage({ ...of, page: first.page + read.pages, beganAt }, records, { adapter, clock }),
          isLast ? null : list(nextCursor),
        ]);
        if (saved.status === "rejected") throw saved.reason;
        read.pages++;
        read.listed += records.length;
        if (next.status === "rejected" && !mayComeLater(next.reason)) throw next.reason;
        // A page that did not come just now is asked for again by the step that begins with it.
        if (isLast || next.status === "rejected" || !next.value) return { cursor: nextCursor, ...read };
        ahead = next.value;
      }
    }),
  );

const mayComeLater = (error: unknown): boolean =>
  error instanceof PlatformError && (error.code === "unavailable" || error.code === "rate_limited");

async function savePage(
  page: ListedFrom,
  records: ObservedRecord[],
  { adapter, clock }: { adapter: PlatformAdapter; clock: Clock },
): Promise<void> {
  const { connectionId, recordKind, beganAt } = page;
  await saveListedPage({ connectionId, recordKind, adapter, clock }, { beganAt, records });
  await saveUnknown(page, records.filter((record) => !record.removed).map(toRemote));
  await forgetRemoved(
    page,
    records.filter((record) => record.removed).map(({ platformId }) => platformId),
  );
  await saveListingPage(
    page,
    records.map((record) => record.platformId),
  );
}

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
