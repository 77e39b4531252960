import type { QueryClient } from "@tanstack/react-query";
import { outdateOthers } from "./outdate-others";
import { runQueries } from "./run-queries";
import { setQueries } from "./set-queries";

/** Every connection may be read in the same minute; a page shows the news of all of them in a few readings. */
const GAP_MS = 2_000;

/**
 * To be called when runs have ended, also those that nobody here saw begin: a scheduled reading of a second has moved
 * figures and ages as well. What is in view is read again; the rest when someone opens it.
 */
export function readAfterRuns(queryClient: QueryClient): () => void {
  const readInView = paced(() => {
    const open = queryClient.getQueryData(runQueries.open().queryKey) ?? [];
    const followed = open
      .flatMap(({ id, campaignSetId }) => [
        runQueries.detail(id).queryKey,
        ...(campaignSetId ? [setQueries.detail(campaignSetId).queryKey] : []),
      ])
      .map((key) => JSON.stringify(key));
    return queryClient.refetchQueries({
      type: "active",
      // A run that is under way is followed event by event. A set whose own run is under way has it written in record by record, and is read when that run ends.
      predicate: ({ meta, queryKey }) => meta?.movedByRuns === true && !followed.includes(JSON.stringify(queryKey)),
    });
  }, GAP_MS);
  return () => {
    outdateOthers(queryClient);
    readInView();
  };
}

/**
 * At once, then no sooner than the gap after the last reading was done, however often it is asked for meanwhile: a
 * reading longer than the gap is never thrown away for the next one.
 */
function paced(read: () => Promise<unknown>, gapMs: number): () => void {
  let busy = false;
  let asked = false;
  const readWhileAsked = async () => {
    busy = true;
    do {
      asked = false;
      await read();
      await new Promise((resolve) => setTimeout(resolve, gapMs));
    } while (asked);
    busy = false;
  };
  return () => {
    asked = true;
    if (!busy) void readWhileAsked();
  };
}
