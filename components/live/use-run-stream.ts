"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { OperationView } from "@/lib/domain/views/plans";
import type { ProgressView, SyncRunView } from "@/lib/domain/views/sync-runs";
import type { StreamEvent, StreamState } from "./event-stream";
import { loadViews } from "./fetch-view";
import { mergeOperations } from "./merge-operations";
import { type RunReading, runQueries } from "./run-queries";
import { isOpen } from "./run-words";
import { useEventStream } from "./use-event-stream";
import { writeRuns } from "./write-runs";

const TYPES = ["operation", "run"] as const;

type UseRunStream = {
  /** Null while there is no run to follow. */
  runId: string | null;
  /** Operations as they change, newest reading of each. */
  onOperations?: (operations: OperationView[]) => void;
  /** The run was read at a known place of its stream: what was read before may lack something, what comes after will not. */
  onPosition?: () => void;
};

/**
 * A run that keeps itself up to date: read once, then followed from exactly there. Operations the cache holds are
 * replaced in place. When the run ends its operations are read once more, because the rest of them is skipped in bulk.
 */
export function useRunStream({ runId, onOperations, onPosition }: UseRunStream) {
  const queryClient = useQueryClient();
  const reading = useQuery({ ...runQueries.detail(runId ?? ""), enabled: runId !== null });
  const run = runId === null ? undefined : reading.data?.run;
  const [following, setFollowing] = useState<string | null>(null);
  const positioned = useEffectEvent(() => onPosition?.());

  const position = run && reading.data ? `${run.id}@${reading.data.lastEventId}` : null;
  useEffect(() => {
    if (position !== null) positioned();
  }, [position]);

  const readAgain = () => {
    if (runId === null) return;
    void queryClient.invalidateQueries({ queryKey: runQueries.detail(runId).queryKey });
    void queryClient.invalidateQueries({ queryKey: runQueries.operations(runId).queryKey });
  };

  const readAfterPlanning = useRef<string | null>(null);
  const writeOperations = (operations: OperationView[], progress: ProgressView) => {
    if (runId === null) return;
    const { queryKey } = runQueries.operations(runId);
    const held = queryClient.getQueryData<OperationView[]>(queryKey);
    if (held) queryClient.setQueryData(queryKey, mergeOperations(held, operations));
    // Read before the run was planned, the list lacks what nobody has touched yet: it is read once more.
    if (held && held.length < progress.total && readAfterPlanning.current !== runId) {
      readAfterPlanning.current = runId;
      void queryClient.invalidateQueries({ queryKey });
    }
    queryClient.setQueryData<RunReading>(
      runQueries.detail(runId).queryKey,
      (held) => held && { ...held, run: { ...held.run, progress } },
    );
    queryClient.setQueryData<SyncRunView[]>(runQueries.open().queryKey, (open) =>
      open?.map((held) => (held.id === runId ? { ...held, progress } : held)),
    );
    onOperations?.(operations);
  };

  const onEvents = async (events: StreamEvent[]) => {
    const { OperationEvent, RunEvent } = await loadViews();
    const operations = new Map<string, OperationView>();
    let progress: ProgressView | null = null;
    for (const event of events) {
      if (event.type === "operation") {
        const parsed = OperationEvent.safeParse(event.data);
        if (!parsed.success) return readAgain();
        // A set's stream carries all of its runs, one after the other.
        if (parsed.data.runId !== runId) continue;
        operations.set(parsed.data.operation.id, parsed.data.operation);
        progress = parsed.data.progress;
      } else {
        const parsed = RunEvent.safeParse(event.data);
        if (!parsed.success) return readAgain();
        if (parsed.data.run.id !== runId) continue;
        writeRuns(queryClient, [parsed.data.run]);
        progress = parsed.data.run.progress;
        if (!isOpen(parsed.data.run)) setFollowing(null);
      }
    }
    if (operations.size > 0 && progress) writeOperations([...operations.values()], progress);
  };

  const isUnderWay = run !== undefined && isOpen(run);
  useWhenEnded(isUnderWay, () => {
    if (runId !== null) void queryClient.invalidateQueries({ queryKey: runQueries.operations(runId).queryKey });
  });
  // Others may tell of the end first; this stream is followed until it has told all it had to.
  if (isUnderWay && following !== run.id) setFollowing(run.id);
  const follows = run !== undefined && following === run.id;
  const state: StreamState = useEventStream({
    url: follows ? `/api/v1/sync-runs/${run.id}/stream` : null,
    lastEventId: reading.data?.lastEventId ?? null,
    types: TYPES,
    onEvents,
    onReconnected: readAgain,
  });

  return { reading, run, stream: isUnderWay ? state : null };
}

/** Calls back once when a run that was followed is followed no more, whichever stream told of its end first. */
function useWhenEnded(follows: boolean, onEnded: () => void) {
  const followed = useRef(false);
  const ended = useEffectEvent(onEnded);
  useEffect(() => {
    if (followed.current && !follows) ended();
    followed.current = follows;
  }, [follows]);
}
