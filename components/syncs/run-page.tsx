"use client";

import { useQuery } from "@tanstack/react-query";
import { runQueries } from "@/components/live/run-queries";
import { recordsOf } from "@/components/live/run-words";
import { useRunStream } from "@/components/live/use-run-stream";
import { QueryView } from "@/components/ui/query-view";
import { Segmented } from "@/components/ui/segmented";
import { useAddressChoice } from "@/components/ui/use-address-state";
import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import type { RunActions } from "./actions";
import { CallList } from "./call-list";
import { PullFindings, PullStats } from "./pull-findings";
import { RunHeader } from "./run-header";
import { RunOperations } from "./run-operations";
import { OperationsSkeleton, RunSkeleton } from "./run-skeleton";
import { RunStats } from "./run-stats";
import { TakenOver } from "./taken-over";
import { TrialFindings, TrialStats } from "./trial-findings";
import { UndoCard } from "./undo-card";

const TABS = ["records", "calls"] as const;

export function RunPage({ runId, actions }: { runId: string; actions: RunActions }) {
  const [tab, setTab] = useAddressChoice("show", TABS);
  const { reading, run: current, stream } = useRunStream({ runId });
  // Read after the run, so that its stream starts before the list and nothing falls between the two.
  const operations = useQuery({
    ...runQueries.operations(runId),
    // What a pull took over is known when it has ended.
    enabled: current !== undefined && (current.kind !== "pull" || current.endedAt !== null),
  });

  const ownOf = (run: SyncRunView) => ownOperations(run, operations.data ?? []);
  const tabs = (run: SyncRunView) => (
    <Segmented
      label="What to show"
      value={tab}
      onChange={setTab}
      options={[
        run.kind === "pull" || run.dryRun
          ? { value: "records", label: "Findings" }
          : { value: "records", label: "Records", count: ownOf(run).length || recordsOf(run) },
        { value: "calls", label: "Platform calls" },
      ]}
    />
  );

  return (
    <QueryView query={reading} what="this run" skeleton={<RunSkeleton />}>
      {({ run }) => (
        <>
          <RunHeader
            run={run}
            readAt={reading.dataUpdatedAt}
            onSilent={() => void reading.refetch()}
            actions={actions}
          />
          {run.kind === "pull" ? (
            <PullStats run={run} stream={stream} />
          ) : run.dryRun ? (
            <TrialStats run={run} stream={stream} />
          ) : (
            <RunStats run={run} operations={ownOf(run)} stream={stream} />
          )}
          {run.undo ? <UndoCard undo={run.undo} /> : null}
          <div className="mt-6">
            {tab === "calls" ? (
              <>
                <div className="mb-3">{tabs(run)}</div>
                <CallList runId={run.id} operationId={null} freshness={`${run.status} ${callsSoFar(run)}`} />
              </>
            ) : run.kind === "pull" ? (
              <>
                <div className="mb-3">{tabs(run)}</div>
                <PullFindings run={run} />
                <TakenOver operations={operations.data ?? []} />
              </>
            ) : run.dryRun ? (
              <>
                <div className="mb-3">{tabs(run)}</div>
                <TrialFindings run={run} />
              </>
            ) : (
              <QueryView query={operations} what="the records of this run" skeleton={<OperationsSkeleton />}>
                {(list) => <RunOperations run={run} operations={ownOperations(run, list)} tabs={tabs(run)} />}
              </QueryView>
            )}
          </div>
        </>
      )}
    </QueryView>
  );
}

/** An undo is planned with its whole set but sends only what it takes back; the rest is none of its business. */
function ownOperations({ undo }: SyncRunView, operations: OperationView[]): OperationView[] {
  if (!undo) return operations;
  const takenBack = new Set(undo.reverted.map(({ recordId }) => recordId));
  return operations.filter(({ recordId }) => takenBack.has(recordId));
}

/** Moves whenever more calls may have been made. */
const callsSoFar = ({ progress }: SyncRunView) => progress.synced + progress.failed;
