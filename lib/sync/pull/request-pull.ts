import { uuidv7 } from "uuidv7";
import { refuseStopped } from "../../connections/refuse-stopped";
import { recordAudit } from "../../db/audit";
import { inTransaction } from "../../db/client";
import { appendLive, connectionTopic, organizationTopic } from "../../db/live";
import {
  findConnectionToPull,
  findOpenPull,
  insertPull,
  insertPulls,
  type PullToSend,
  type SyncRunRow,
} from "../../db/pulls";
import type { Actor } from "../../domain/actor";
import type { SyncRunView } from "../../domain/views/sync-runs";
import { AppError } from "../../errors";
import { sendRun } from "../send-run";
import { toSyncRunView } from "../views";
import { refuseUnused } from "./refuse-unused";

/**
 * Reads a connection now: opens a pull, or answers with the one already open. Throws `not_found`, and `precondition` for
 * a connection that cannot be used.
 */
export async function requestPull({
  actor,
  connectionId,
}: {
  actor: Actor;
  connectionId: string;
}): Promise<{ run: SyncRunView; created: boolean }> {
  const { run, row, created } = await openPullFor({ actor, connectionId });
  if (created) await sendRun(row);
  return { run, created };
}

/** Saves the pull's row and tells the pages of it, or finds the one already open; sends nothing yet. */
export async function openPullFor({ actor, connectionId }: { actor: Actor; connectionId: string }): Promise<{
  run: SyncRunView;
  row: SyncRunRow;
  created: boolean;
}> {
  const { organizationId } = actor;
  const connection = await findConnectionToPull(organizationId, connectionId);
  if (!connection) throw new AppError("not_found", "This connection does not exist.");
  refuseUnused(connection);
  await refuseStopped([connection]);
  const trigger = actor.kind === "person" ? "person" : "api";
  const opened = await inTransaction(async (tx) => {
    const id = uuidv7();
    const inserted = await insertPull(tx, { id, organizationId, connectionId, trigger, requestedById: actor.userId });
    if (!inserted) return null;
    await recordAudit(tx, { actor, action: "sync.pull", subjectKind: "sync_run", subjectId: id });
    const { name, platform } = connection;
    const row = { ...inserted, campaignSet: null, connection: { name, platform } };
    const requestedBy = actor.kind === "person" ? actor.name : null;
    const run = toSyncRunView({ ...row, requestedBy, platforms: [platform] }, new Date());
    await appendLive(
      [connectionTopic(connectionId), organizationTopic(organizationId)].map((topic) => ({
        topic,
        type: "run",
        data: { run },
      })),
      tx,
    );
    return { run, row, created: true };
  });
  if (opened) return opened;
  const open = await findOpenPull(organizationId, connectionId);
  // The one that was in our way has closed meanwhile.
  if (!open) return openPullFor({ actor, connectionId });
  return { run: toSyncRunView(open, new Date()), row: open, created: false };
}

/** Opens a pull for every connection that is in use and not being read just now. Answers what is to be sent. */
export const openScheduledPulls = (): Promise<PullToSend[]> => insertPulls();

/** The same for one connection that has just come to work: nobody should have to wait for the schedule to see it. */
export const openFirstPull = (connectionId: string): Promise<PullToSend[]> => insertPulls(connectionId);
