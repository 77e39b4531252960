import { type Clock, systemClock } from "../clock";
import { type Opener, openConnection } from "../connections/open-connection";
import { listLinkedKinds, markPulled, saveObservedPage } from "../db/observations";
import { findSetRunById, touchRun } from "../db/sync-runs";
import type { RecordKind } from "../domain/canonical";
import { AppError } from "../errors";
import { endingRun } from "./ending";

export type ObserveScope = { connectionId: string; recordKind: RecordKind };
type Options = { clock?: Clock; open?: Opener };

const ORDER: RecordKind[] = ["campaign", "ad_group", "ad", "keyword"];

/** What has to be read before this run can plan: each kind that is linked, per connection, parents first. */
export async function listScopes(runId: string): Promise<ObserveScope[]> {
  const run = await runOrThrow(runId);
  const linked = await listLinkedKinds(run.organizationId, run.campaignSetId);
  return linked.sort(
    (a, b) => a.connectionId.localeCompare(b.connectionId) || ORDER.indexOf(a.recordKind) - ORDER.indexOf(b.recordKind),
  );
}

/** Reads and saves one page; answers the cursor of the next, or null when the listing has ended. Safe to repeat. */
export function observePage(page: PageScope, options: Options = {}): Promise<string | null> {
  return endingRun(page.runId, null, () => readPage(page, options));
}

type PageScope = ObserveScope & { runId: string; cursor: string | null };

async function readPage(
  { runId, connectionId, recordKind, cursor }: PageScope,
  { clock = systemClock, open = openConnection }: Options,
): Promise<string | null> {
  const run = await runOrThrow(runId);
  if (run.endedAt) return null;
  await touchRun(runId);
  const connection = await open({ organizationId: run.organizationId, connectionId, syncRunId: runId, deadline: null });
  try {
    const beganAt = clock.now();
    const page = await connection.adapter.observe(recordKind, cursor);
    // A page may name an object twice; a statement may touch a row once.
    const records = [...new Map(page.records.map((record) => [record.platformId, record])).values()];
    await saveObservedPage({
      connectionId,
      recordKind,
      beganAt,
      records: records.map(({ platformId, value }) => ({ platformId, value })),
    });
    if (!page.nextCursor && recordKind === "campaign") await markPulled(run.organizationId, [connectionId], beganAt);
    return page.nextCursor;
  } finally {
    await connection.close();
  }
}

async function runOrThrow(runId: string) {
  const run = await findSetRunById(runId);
  if (!run) throw new AppError("not_found", `run ${runId} does not exist`);
  return run;
}
