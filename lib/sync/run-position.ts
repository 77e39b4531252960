import { lastLiveId, organizationTopic, setTopic } from "../db/live";
import { runTopic } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { SyncRunView } from "../domain/views/sync-runs";
import { getSyncRun } from "./get-sync-run";

/**
 * A run with the place in its stream from which a page goes on. The place is read first: an event that comes in between
 * is seen twice rather than not at all.
 */
export async function getSyncRunAtPosition({
  actor,
  runId,
}: {
  actor: Actor;
  runId: string;
}): Promise<{ run: SyncRunView; lastEventId: string }> {
  const topic = runTopic(await getSyncRun({ actor, runId }));
  const lastEventId = (await lastLiveId(topic)).toString();
  return { run: await getSyncRun({ actor, runId }), lastEventId };
}

/** The last event of a set so far. Read it before what it belongs to. */
export const setPosition = async (campaignSetId: string): Promise<string> =>
  (await lastLiveId(setTopic(campaignSetId))).toString();

/** The last event of the organisation so far. */
export const organizationPosition = async (actor: Actor): Promise<string> =>
  (await lastLiveId(organizationTopic(actor.organizationId))).toString();
