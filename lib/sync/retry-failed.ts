import { forgetRetries, listSetsToRetry, listUnfinished, postponeRetries, type Unfinished } from "../db/retries";
import { lockstepIn } from "../domain/actor";
import { AppError } from "../errors";
import { logger } from "../logger";
import { type Opened, openRunFor } from "./request-sync";

const SETS_AT_ONCE = 100;
/** How long a set is left alone when its run could not be opened, or ended before it tried anything. */
const PAUSE_MS = 10 * 60_000;

/**
 * Opens a run for each set with a record whose next try is due. It carries only what a run was asked for and did not
 * bring over: an edit that nobody has pushed yet is not taken along. Answers the runs to send.
 */
export async function openDueRetries(now: Date): Promise<Opened["row"][]> {
  const opened: Opened["row"][] = [];
  for (const set of await listSetsToRetry(now, SETS_AT_ONCE)) {
    const run = await openRetry(set, now).catch((error: unknown) => {
      // Its connection was paused just now or its platform is down: the next look comes in a few minutes.
      if (error instanceof AppError)
        logger.info({ campaignSetId: set.campaignSetId, code: error.code }, "not retried yet");
      else logger.error({ err: error, campaignSetId: set.campaignSetId }, "a retry could not be opened");
      return null;
    });
    if (run) opened.push(run);
  }
  return opened;
}

type Scope = { organizationId: string; campaignSetId: string };

async function openRetry({ organizationId, campaignSetId }: Scope, now: Date): Promise<Opened["row"] | null> {
  const unfinished = await listUnfinished(campaignSetId, now);
  const leftOut = unfinished.filter(({ outcome }) => outcome === "left_out");
  if (leftOut.length > 0) await forgetRetries(campaignSetId, leftOut.map(idOf));
  const due = unfinished.filter(({ isDue, outcome }) => isDue && outcome !== "left_out");
  if (due.length === 0) return null;
  await postponeRetries(campaignSetId, due.map(idOf), new Date(now.getTime() + PAUSE_MS));
  const recordIds = [...due, ...waitingWith(unfinished)].map(idOf);
  const { row, created } = await openRunFor({
    actor: lockstepIn(organizationId),
    campaignSetId,
    recordIds,
    trigger: "retry",
    isAutomatic: true,
  });
  return created ? row : null;
}

const idOf = ({ recordId }: Unfinished): string => recordId;

/**
 * What waited for a record that is tried again. A record that was kept paused is enabled only when all that is missing
 * below it has its turn now, or it would spend while a part of it is not there.
 */
function waitingWith(unfinished: Unfinished[]): Unfinished[] {
  const notNow = unfinished.filter(({ isDue, outcome }) => !isDue && (outcome === "failed" || outcome === "held"));
  const isWhole = ({ recordId: id }: Unfinished) =>
    !notNow.some(
      ({ recordId, campaignId, parentRecordId }) => recordId !== id && [campaignId, parentRecordId].includes(id),
    );
  return unfinished.filter(
    (item) => !item.isDue && (item.outcome === "waiting" || (item.outcome === "kept_paused" && isWhole(item))),
  );
}
