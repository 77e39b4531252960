import { finishPull, type ReadCounts } from "./finish-pull";
import { readPages, settleListing, startReading } from "./read-connection";
import { archiveOwnCopies } from "./second-copies";
import type { PullOptions } from "./with-connection";

/** Does in this process what the durable function does step by step: for the seed, and for harnesses. */
export async function pullHere(runId: string, options: PullOptions = {}): Promise<void> {
  const counts: ReadCounts = { listed: 0, missing: 0, gone: 0, unknown: 0, copies: 0 };
  for (const recordKind of await startReading(runId, options)) {
    let cursor: string | null = null;
    let page = 0;
    do {
      const read = await readPages({ runId, recordKind, page, cursor }, options);
      cursor = read.cursor;
      counts.listed += read.listed;
      page += read.pages;
    } while (cursor);
    const settled = await settleListing({ runId, recordKind }, options);
    counts.missing += settled.missing;
    counts.gone += settled.gone;
    counts.unknown += settled.unknown;
  }
  if (counts.unknown > 0) counts.copies = await archiveOwnCopies({ runId }, options);
  await finishPull({ runId, counts }, options);
}
