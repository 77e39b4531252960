"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useState } from "react";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import type { StreamState } from "./event-stream";
import { loadViews } from "./fetch-view";
import { readAfterRuns } from "./read-after-runs";
import { runQueries } from "./run-queries";
import { useEventStream } from "./use-event-stream";
import { writeRuns } from "./write-runs";

const TYPES = ["run"] as const;

/** Follows what happens in the organisation, for the header and every list of runs. Used once, by the shell. */
export function useOrganizationEvents({ onRunEnded }: { onRunEnded: (run: SyncRunView) => void }): StreamState {
  const queryClient = useQueryClient();
  const [readMoved] = useState(() => readAfterRuns(queryClient));
  const readAgain = () => void queryClient.invalidateQueries({ queryKey: runQueries.all() });
  return useEventStream({
    url: "/api/v1/events",
    types: TYPES,
    onEvents: async (events) => {
      const { RunEvent } = await loadViews();
      // Only the newest reading of each run matters here.
      const runs = new Map<string, SyncRunView>();
      for (const event of events) {
        const parsed = RunEvent.safeParse(event.data);
        if (parsed.success) runs.set(parsed.data.run.id, parsed.data.run);
        else readAgain();
      }
      writeRuns(queryClient, [...runs.values()]);
      const ended = [...runs.values()].filter((run) => run.endedAt);
      if (ended.length > 0) readMoved();
      for (const run of ended) onRunEnded(run);
    },
    // What is not told by events (edits of others, the overview) may have moved as well: everything shown is read once.
    onReconnected: () => void queryClient.invalidateQueries(),
  });
}

const StreamStateContext = createContext<StreamState>("connecting");
export const StreamStateProvider = StreamStateContext.Provider;

/** Whether lists of runs are live just now. */
export const useOrganizationStreamState = () => useContext(StreamStateContext);
