import { findCampaignSet } from "../db/campaign-sets";
import { organizationTopic, setTopic } from "../db/live";
import { findRun, runTopic } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { SyncStatus } from "../domain/campaign";
import { OperationView } from "../domain/views/plans";
import { OperationEvent, RunEvent } from "../domain/views/run-events";
import { ProgressView, SyncRunView } from "../domain/views/sync-runs";
import { AppError } from "../errors";
import { streamTopic } from "./stream-topic";
import type { FeedEvent } from "./topic-feed";

type Streamed = { actor: Actor; request: Request };

/** One run: `operation` and `run` events, for its page. */
export async function streamRun({ actor, request, runId }: Streamed & { runId: string }): Promise<Response> {
  const run = await findRun(actor.organizationId, runId);
  if (!run) throw new AppError("not_found", "This run does not exist.");
  return streamTopic({
    topic: runTopic(run),
    request,
    map: (event) => (runIdOf(event) === runId ? event : null),
  });
}

/** Everything of one campaign set, in the form the stable surface promises: `sync-progress` and `sync-complete`. */
export async function streamSet({
  actor,
  request,
  campaignSetId,
}: Streamed & { campaignSetId: string }): Promise<Response> {
  const set = await findCampaignSet(actor.organizationId, campaignSetId);
  if (!set) throw new AppError("not_found", "This campaign set does not exist.");
  return streamTopic({ topic: setTopic(campaignSetId), request, map: toSetEvent });
}

/** Runs of the whole organisation, for the header and the overview. */
export const streamOrganization = ({ actor, request }: Streamed): Promise<Response> =>
  streamTopic({ topic: organizationTopic(actor.organizationId), request });

/**
 * What the streams look at. Events are kept for days, and an update may come in between: of one that an earlier version
 * wrote no more is asked than this.
 */
const OperationFacts = OperationEvent.pick({ runId: true }).extend({
  operation: OperationView.pick({ recordKind: true, campaignId: true, platform: true, platformId: true, state: true }),
});
const RunFacts = RunEvent.pick({ errors: true }).extend({
  run: SyncRunView.pick({ id: true, status: true, endedAt: true }).extend({
    progress: ProgressView.pick({ synced: true, failed: true }),
  }),
});

const runIdOf = ({ type, data }: FeedEvent): string =>
  type === "operation" ? OperationFacts.parse(data).runId : RunFacts.parse(data).run.id;

/** How a campaign stands with its platform after its operation came to this. */
const STATUS_OF_STATE: Record<OperationView["state"], SyncStatus> = {
  applied: "synced",
  failed: "failed",
  applying: "syncing",
  // Put back, because it could not be sent just now.
  planned: "pending",
  skipped: "pending",
  held: "pending",
};

function toSetEvent({ type, data }: FeedEvent): { type: string; data: unknown } | null {
  if (type === "operation") {
    const { operation, runId } = OperationFacts.parse(data);
    if (operation.recordKind !== "campaign") return null;
    const { campaignId, platform, platformId, state } = operation;
    return {
      type: "sync-progress",
      data: { runId, campaignId, platform, status: STATUS_OF_STATE[state], platformId },
    };
  }
  const { run, errors } = RunFacts.parse(data);
  if (run.endedAt === null) return null;
  const { synced, failed } = run.progress;
  return { type: "sync-complete", data: { runId: run.id, status: run.status, synced, failed, errors } };
}
