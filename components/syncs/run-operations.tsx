"use client";

import { useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { isOpen } from "@/components/live/run-words";
import { setQueries } from "@/components/live/set-queries";
import { EmptyState } from "@/components/ui/empty-state";
import { Segmented } from "@/components/ui/segmented";
import { useAddressChoice } from "@/components/ui/use-address-state";
import { useListKeys } from "@/components/ui/use-list-keys";
import { VirtualRows } from "@/components/ui/virtual-rows";
import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { OperationRow } from "./operation-row";
import { setWords } from "./plan-lines";

const VIEWS = ["all", "landed", "failed", "open"] as const;
type View = (typeof VIEWS)[number];

const viewOf = ({ state }: OperationView): Exclude<View, "all"> => {
  if (state === "applied") return "landed";
  return state === "failed" ? "failed" : "open";
};

type RunOperationsProps = {
  run: SyncRunView;
  operations: OperationView[];
  /** The choice between this list and the calls, shown beside the choice of records. */
  tabs: ReactNode;
};

/** Every record of the run in the order it is sent, each as it lands. */
export function RunOperations({ run, operations, tabs }: RunOperationsProps) {
  const [view, setView] = useAddressChoice("state", VIEWS);
  const set = useQuery({
    ...setQueries.detail(run.campaignSetId ?? ""),
    enabled: run.campaignSetId !== null,
    select: setWords,
  });
  const counts = useMemo(() => {
    const tally = { landed: 0, failed: 0, open: 0 };
    for (const operation of operations) tally[viewOf(operation)]++;
    return tally;
  }, [operations]);
  const shown = useMemo(
    () => (view === "all" ? operations : operations.filter((operation) => viewOf(operation) === view)),
    [operations, view],
  );

  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (id: string) =>
      setOpened((now) => {
        const next = new Set(now);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    [],
  );

  const scrollTo = useRef<((index: number) => void) | null>(null);
  const keyOf = (index: number) => shown[index]?.id ?? String(index);
  const { marked } = useListKeys({
    length: shown.length,
    keyOf,
    scrollTo: (index) => scrollTo.current?.(index),
    onOpen: (index) => {
      const operation = shown[index];
      if (operation) toggle(operation.id);
    },
  });

  if (operations.length === 0) {
    return isOpen(run) ? (
      <EmptyState Icon={Inbox} title="Working out what to send">
        The run compares this set with what its platforms hold. Records appear here as soon as that is known.
      </EmptyState>
    ) : (
      <EmptyState Icon={Inbox} title="Nothing was sent">
        {run.status === "completed" ? "Everything was already in step." : "The run ended before anything was sent."}
      </EmptyState>
    );
  }

  return (
    <>
      <div className="mb-3 flex flex-wrap gap-2">
        {tabs}
        <Segmented
          label="Which records"
          value={view}
          onChange={setView}
          options={[
            { value: "all", label: "All", count: operations.length },
            { value: "landed", label: "Landed", count: counts.landed },
            { value: "failed", label: "Failed", count: counts.failed },
            { value: "open", label: isOpen(run) ? "Still to come" : "Not sent", count: counts.open },
          ]}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState Icon={Inbox} title="No record is in this state">
          Choose another state above.
        </EmptyState>
      ) : (
        <div className="overflow-clip rounded-card border border-line bg-panel">
          <VirtualRows
            role="list"
            count={shown.length}
            estimate={41}
            keyOf={keyOf}
            scrollRef={scrollTo}
            row={(index) => {
              const operation = shown[index];
              return operation ? (
                <OperationRow
                  run={run}
                  operation={operation}
                  words={set.data}
                  index={index}
                  marked={marked === index}
                  opened={opened.has(operation.id)}
                  onToggle={toggle}
                />
              ) : null;
            }}
          />
        </div>
      )}
    </>
  );
}
