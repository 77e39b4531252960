import { type Clock, systemClock } from "../clock";
import { type Opener, openConnection } from "../connections/open-connection";
import { compareWithPage, listKindsOn, listLinkedKinds, markPulled } from "../db/observations";
import { type ObservingRun, startObserving } from "../db/sync-runs";
import type { RecordKind } from "../domain/canonical";
import { endingRun } from "./ending";
import { notingWaits, tellRun } from "./noting-waits";
import { listPage, saveListedPage } from "./pull/listed-page";
import { refuseStrangers } from "./pull/refuse-strangers";

export type ObserveScope = { connectionId: string; recordKind: RecordKind };
type Options = { clock?: Clock; open?: Opener };

const ORDER: RecordKind[] = ["campaign", "ad_group", "ad", "keyword"];

/** What has to be read before this run can plan: each kind that is linked, per connection, parents first. */
export async function listScopes(runId: string): Promise<ObserveScope[]> {
  const run = await startObserving(runId);
  return run ? scopesOf(run) : [];
}

async function scopesOf({ organizationId, campaignSetId }: ObservingRun): Promise<ObserveScope[]> {
  const linked = await listLinkedKinds(organizationId, campaignSetId);
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
  const run = await startObserving(runId);
  if (!run) return null;
  if (run.hasWaited) await tellRun(runId);
  return notingWaits(runId, clock, async () => {
    const connection = await open({
      organizationId: run.organizationId,
      connectionId,
      syncRunId: runId,
      deadline: null,
    });
    try {
      const { adapter } = connection;
      const beganAt = clock.now();
      const { records, nextCursor } = await listPage(adapter, recordKind, cursor);
      // A list of one page is the whole of it. A longer one may name ours anywhere; what it lacks the pull finds out.
      if (cursor === null && nextCursor === null) {
        const platformIds = records.map(({ platformId }) => platformId);
        const { displayName, listingLagMs: lagMs } = adapter.capabilities;
        const ours = await compareWithPage({ connectionId, recordKind, beganAt, lagMs, platformIds });
        refuseStrangers(ours, { displayName, recordKind });
      }
      await saveListedPage({ connectionId, recordKind, adapter, clock }, { beganAt, records });
      // Read is what was read to its end; half of it is no ground for a green badge.
      if (nextCursor === null && (await isLastScope(run, { connectionId, recordKind }))) {
        await markPulled(run.organizationId, [connectionId], run.startedAt ?? beganAt);
      }
      return nextCursor;
    } finally {
      await connection.close();
    }
  });
}

/** Whether nothing of this connection is left to read once this kind is: of no set, because it is one badge for them all. */
async function isLastScope(run: ObservingRun, { connectionId, recordKind }: ObserveScope): Promise<boolean> {
  const read = (await scopesOf(run)).flatMap((scope) =>
    scope.connectionId === connectionId ? [scope.recordKind] : [],
  );
  if (read.at(-1) !== recordKind) return false;
  return (await listKindsOn(run.organizationId, connectionId)).every((linked) => read.includes(linked.recordKind));
}
