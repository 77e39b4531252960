import { type Clock, systemClock } from "../../clock";
import { type OpenConnection, type Opener, openConnection } from "../../connections/open-connection";
import {
  compareWithListing,
  dropVanished,
  type ListingScope,
  markGone,
  saveListingPage,
  saveUnknown,
  settleMissing,
} from "../../db/listings";
import { saveObservedPage } from "../../db/observations";
import { findConnectionToPull, type OpenPull, startPull } from "../../db/pulls";
import { RECORD_KINDS, type RecordKind } from "../../domain/canonical";
import { AppError, PlatformError } from "../../errors";
import { platformOrThrow } from "../../platforms/registry";
import type { ObservedRecord } from "../../platforms/types";
import { endingRun } from "../ending";

export type PullOptions = { clock?: Clock; open?: Opener };

/** Takes a pull up. Answers the kinds to list, parents first; none when it has closed or its connection is not in use. */
export async function startReading(runId: string, { clock = systemClock }: PullOptions = {}): Promise<RecordKind[]> {
  const pull = await startPull(runId, clock.now());
  const connection = pull && (await findConnectionToPull(pull.organizationId, pull.connectionId));
  if (connection?.status !== "active") return [];
  const { kinds } = platformOrThrow(connection.platform).capabilities;
  return RECORD_KINDS.filter((kind) => kinds[kind] !== undefined);
}

type Page = { runId: string; recordKind: RecordKind; page: number; cursor: string | null };
export type PageRead = { cursor: string | null; listed: number };

/** Lists and saves one page. Answers the cursor of the next, null when the listing has ended. Safe to repeat. */
export const readPage = (page: Page, options: PullOptions = {}): Promise<PageRead> =>
  endingRun(page.runId, { cursor: null, listed: 0 }, () =>
    withConnection(page.runId, { cursor: null, listed: 0 }, options, async (pull, connection, clock) => {
      const { recordKind } = page;
      const beganAt = clock.now();
      const answer = await connection.adapter.observe(recordKind, page.cursor);
      // A page may name an object twice; a statement may touch a row once.
      const records = [...new Map(answer.records.map((record) => [record.platformId, record])).values()];
      const { organizationId, connectionId } = pull;
      const where = { organizationId, connectionId, syncRunId: page.runId, recordKind, page: page.page, beganAt };
      await saveObservedPage({ connectionId, recordKind, beganAt, records: records.map(readingOf) });
      await saveUnknown(where, records.filter((record) => !record.removed).map(namedOf));
      const emptyBefore = await saveListingPage(
        where,
        records.map((record) => record.platformId),
      );
      const leadsNowhere = answer.nextCursor !== null && records.length === 0 && emptyBefore >= MOST_EMPTY_PAGES;
      if (leadsNowhere || (answer.nextCursor !== null && answer.nextCursor === page.cursor && records.length > 0)) {
        throw new PlatformError("contract_violation", `the listing of ${recordKind} does not end: ${page.cursor}`, {
          sentence: `${connection.adapter.capabilities.displayName}'s list does not end, so nothing was concluded from it. Pull again later.`,
        });
      }
      return { cursor: answer.nextCursor, listed: records.length };
    }),
  );

/** A listing may hold a page or two of nothing; one that only holds such pages is broken. */
const MOST_EMPTY_PAGES = 5;

const readingOf = ({ platformId, value }: ObservedRecord) => ({ platformId, value });

const namedOf = ({ platformId, parentPlatformId, marker, value }: ObservedRecord) => ({
  platformId,
  parentPlatformId,
  marker,
  name: String(value.name ?? platformId),
  value,
});

/** Direct reads of one step: enough for what people delete by hand, and a bound for a listing that lies. */
const MOST_DOUBTS = 50;

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
    withConnection(runId, { missing: 0, gone: 0, unknown: 0 }, options, async (pull, connection, clock) => {
      const { connectionId, beganAt } = pull;
      const scope: ListingScope = { syncRunId: runId, connectionId, recordKind, beganAt };
      await refuseStrangers(scope, connection);
      const { missing, suspects } = await settleMissing(scope);
      const gone: string[] = [];
      for (const { linkId, platformId } of suspects.slice(0, MOST_DOUBTS)) {
        if ((await connection.adapter.fetch(recordKind, platformId)) === "gone") gone.push(linkId);
      }
      if (gone.length > 0) await markGone(gone, clock.now());
      return { missing, gone: gone.length, unknown: await dropVanished(scope) };
    }),
  );

/** From this many linked records on, a listing that names none of them is somebody else's account, or no listing. */
const ENOUGH_TO_TELL = 3;

async function refuseStrangers(scope: ListingScope, { adapter }: OpenConnection): Promise<void> {
  const { linked, named } = await compareWithListing(scope);
  if (linked < ENOUGH_TO_TELL || named > 0) return;
  const { displayName } = adapter.capabilities;
  throw new AppError(
    "precondition",
    `${displayName} lists none of the ${linked} ${scope.recordKind.replace("_", " ")}s this connection is linked to, so nothing was changed here. Check that it is connected to the right account.`,
  );
}

async function withConnection<Result>(
  runId: string,
  closed: Result,
  { clock = systemClock, open = openConnection }: PullOptions,
  work: (pull: OpenPull, connection: OpenConnection, clock: Clock) => Promise<Result>,
): Promise<Result> {
  const pull = await startPull(runId, clock.now());
  if (!pull) return closed;
  const { organizationId, connectionId } = pull;
  const connection = await open({ organizationId, connectionId, syncRunId: runId, deadline: null });
  try {
    return await work(pull, connection, clock);
  } finally {
    await connection.close();
  }
}
