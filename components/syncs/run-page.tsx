"use client";

import { useQuery } from "@tanstack/react-query";
import { runQueries } from "@/components/live/run-queries";
import { useRunStream } from "@/components/live/use-run-stream";
import { QueryView } from "@/components/ui/query-view";
import { Segmented } from "@/components/ui/segmented";
import { useAddressChoice } from "@/components/ui/use-address-state";
import type { SyncRunView } from "@/lib/domain/views";
import type { RunActions } from "./actions";
import { CallList } from "./call-list";
import { RunHeader } from "./run-header";
import { RunOperations } from "./run-operations";
import { OperationsSkeleton, RunSkeleton } from "./run-skeleton";
import { RunStats } from "./run-stats";

const TABS = ["records", "calls"] as const;

export function RunPage({ runId, actions }: { runId: string; actions: RunActions }) {
  const [tab, setTab] = useAddressChoice("show", TABS);
  const { reading, run: current, stream } = useRunStream({ runId });
  // Read after the run, so that its stream starts before the list and nothing falls between the two.
  const operations = useQuery({ ...runQueries.operations(runId), enabled: current !== undefined });

  const tabs = (run: SyncRunView) => (
    <Segmented
      label="What to show"
      value={tab}
      onChange={setTab}
      options={[
        { value: "records", label: "Records", count: run.progress.total },
        { value: "calls", label: "Platform calls" },
      ]}
    />
  );

  return (
    <QueryView query={reading} what="this run" skeleton={<RunSkeleton />}>
      {({ run }) => (
        <>
          <RunHeader run={run} readAt={reading.dataUpdatedAt} actions={actions} />
          <RunStats run={run} operations={operations.data ?? []} stream={stream} />
          <div className="mt-6">
            {tab === "records" ? (
              <QueryView query={operations} what="the records of this run" skeleton={<OperationsSkeleton />}>
                {(list) => <RunOperations run={run} operations={list} tabs={tabs(run)} />}
              </QueryView>
            ) : (
              <>
                <div className="mb-3">{tabs(run)}</div>
                <CallList runId={run.id} operationId={null} freshness={run.progress.synced + run.progress.failed} />
              </>
            )}
          </div>
        </>
      )}
    </QueryView>
  );
}
