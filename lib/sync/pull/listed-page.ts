import type { Clock } from "../../clock";
import {
  listMadeOtherwise,
  type ReadRecords,
  saveDirectReadings,
  saveObservedPage,
  saveParts,
} from "../../db/observations";
import type { RecordKind } from "../../domain/canonical";
import { nextPage } from "../../platforms/pages";
import type { ObservedPage, ObservedRecord, PlatformAdapter } from "../../platforms/types";

/** Direct reads of one step: enough for what people change by hand, and a bound for a listing that lies. */
export const MOST_DOUBTS = 50;

/** The next page of a kind's listing that names something, each object once. Throws where the listing does not end. */
export async function listPage(
  adapter: PlatformAdapter,
  recordKind: RecordKind,
  cursor: string | null,
): Promise<ObservedPage> {
  const { items, next } = await nextPage(
    {
      platformName: adapter.capabilities.displayName,
      of: recordKind,
      read: async (at) => {
        const page = await adapter.observe(recordKind, at);
        return { items: page.records, next: page.nextCursor };
      },
    },
    cursor,
  );
  // A page may name an object twice; a statement may touch a row once.
  return { records: [...new Map(items.map((record) => [record.platformId, record])).values()], nextCursor: next };
}

type Where = Omit<ReadRecords, "records" | "beganAt"> & { adapter: PlatformAdapter; clock: Clock };

/**
 * Saves what a page showed of our records. What it shows otherwise than we just wrote it may be older than our write:
 * that is asked for directly, so that neither their change is missed nor ours taken back.
 */
export async function saveListedPage(
  where: Where,
  { beganAt, records }: { beganAt: Date; records: ObservedRecord[] },
): Promise<void> {
  const { connectionId, recordKind, adapter } = where;
  const { listingLagMs: lagMs } = adapter.capabilities;
  const page = { connectionId, recordKind, beganAt, lagMs, records: records.map(readingOf) };
  const { doubtful } = await saveObservedPage(page);
  for (const platformId of doubtful.slice(0, MOST_DOUBTS)) await readDirectly(where, platformId);
  await readWhatIsMadeOtherwise(where, { beganAt, records });
}

/**
 * What a record is made of is read once, because it never changes; which of it the record shows may. Where somebody gave it
 * another, what that says is their edit.
 */
async function readWhatIsMadeOtherwise(
  { connectionId, recordKind, adapter }: Where,
  { beganAt, records }: { beganAt: Date; records: ObservedRecord[] },
): Promise<void> {
  const shown = records.filter(({ parts, removed }) => !removed && Object.keys(parts).length > 0);
  if (!adapter.readContent || shown.length === 0) return;
  const { listingLagMs: lagMs } = adapter.capabilities;
  const read = { connectionId, recordKind, beganAt };
  const ids = await listMadeOtherwise({ ...read, lagMs, most: MOST_DOUBTS, records: shown.map(madeOf) });
  if (ids.length === 0) return;
  const contents = await adapter.readContent(shown.filter(({ platformId }) => ids.includes(platformId)));
  const known = [...contents].map(([platformId, content]) => ({ platformId, ...content }));
  await saveDirectReadings({ ...read, records: known.map(({ platformId, value }) => ({ platformId, value })) });
  await saveParts(read, known.map(madeOf));
}

const madeOf = ({ platformId, parts }: Pick<ObservedRecord, "platformId" | "parts">) => ({ platformId, parts });

/** Asks the platform for one record and saves its answer. */
export async function readDirectly(where: Where, platformId: string): Promise<"there" | "gone"> {
  const { connectionId, recordKind, adapter, clock } = where;
  const beganAt = clock.now();
  const found = await adapter.fetch(recordKind, platformId);
  if (found === "gone") return "gone";
  await saveDirectReadings({ connectionId, recordKind, beganAt, records: [readingOf(found)] });
  return "there";
}

const readingOf = ({ platformId, value }: ObservedRecord) => ({ platformId, value });
