"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { History, SearchX } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useCallback, useMemo, useRef } from "react";
import { LiveMark } from "@/components/live/live-mark";
import { runQueries } from "@/components/live/run-queries";
import { runState, subjectOf } from "@/components/live/run-words";
import { useOrganizationStreamState } from "@/components/live/use-organization-events";
import { describeDuration } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryView } from "@/components/ui/query-view";
import { RelativeTime } from "@/components/ui/relative-time";
import { Segmented } from "@/components/ui/segmented";
import { StateBadge } from "@/components/ui/state-badge";
import { useAddressChoice } from "@/components/ui/use-address-state";
import { useListKeys } from "@/components/ui/use-list-keys";
import { VirtualRows } from "@/components/ui/virtual-rows";
import type { SyncRunView } from "@/lib/domain/views";
import { RUN_COLUMNS, RunListSkeleton } from "./run-list-skeleton";
import { triggerSentence } from "./run-trigger";

const STATUSES = ["all", "running", "partial", "failed", "completed", "cancelled"] as const;

export function RunList() {
  const [status, setStatus] = useAddressChoice("status", STATUSES);
  const stream = useOrganizationStreamState();
  const query = useInfiniteQuery(runQueries.list(status === "all" ? {} : { status }));
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const runs = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  return (
    <>
      <PageHeader title="Runs" note="Every push, newest first" actions={<LiveMark state={stream} />} />
      <div className="mb-3">
        <Segmented
          label="Which runs"
          value={status}
          onChange={setStatus}
          options={[
            { value: "all", label: "All" },
            { value: "running", label: "Syncing" },
            { value: "partial", label: "Partly failed" },
            { value: "failed", label: "Failed" },
            { value: "completed", label: "In step" },
            { value: "cancelled", label: "Cancelled" },
          ]}
        />
      </div>
      <QueryView query={query} what="the runs" skeleton={<RunListSkeleton />}>
        {() =>
          runs.length > 0 ? (
            <RunTable runs={runs} onEnd={readMore} />
          ) : status === "all" ? (
            <EmptyState
              Icon={History}
              title="Nothing was pushed yet"
              action={
                <Button variant="primary" asChild>
                  <Link href="/campaigns">Open the campaigns</Link>
                </Button>
              }
            >
              Open a campaign set, plan it and push it. Each push is listed here with every record and every call.
            </EmptyState>
          ) : (
            <EmptyState
              Icon={SearchX}
              title="No run ended this way"
              action={<Button onClick={() => setStatus("all")}>Show all runs</Button>}
            >
              Choose another state above.
            </EmptyState>
          )
        }
      </QueryView>
    </>
  );
}

function RunTable({ runs, onEnd }: { runs: SyncRunView[]; onEnd: () => void }) {
  const router = useRouter();
  const scrollTo = useRef<((index: number) => void) | null>(null);
  const { marked } = useListKeys({
    length: runs.length,
    scrollTo: (index) => scrollTo.current?.(index),
    onOpen: (index) => {
      const run = runs[index];
      if (run) router.push(`/syncs/${run.id}`);
    },
  });
  return (
    <div
      role="table"
      aria-label="Runs"
      aria-rowcount={runs.length + 1}
      className="overflow-clip rounded-card border border-line bg-panel"
    >
      <div role="rowgroup">
        <div
          role="row"
          aria-rowindex={1}
          className={cn(RUN_COLUMNS, "h-9 border-line border-b px-3.5 text-ink-3 text-xs max-md:sr-only")}
        >
          <span role="columnheader">Set</span>
          <span role="columnheader">State</span>
          <span role="columnheader" className="text-right">
            Landed
          </span>
          <span role="columnheader" className="text-right">
            Took
          </span>
          <span role="columnheader" className="text-right">
            Started
          </span>
        </div>
      </div>
      <VirtualRows
        count={runs.length}
        estimate={56}
        keyOf={(index) => runs[index]?.id ?? String(index)}
        scrollRef={scrollTo}
        onEnd={onEnd}
        row={(index) => {
          const run = runs[index];
          return run ? <RunLine run={run} index={index} marked={marked === index} /> : null;
        }}
      />
    </div>
  );
}

function RunLine({ run, index, marked }: { run: SyncRunView; index: number; marked: boolean }) {
  const { synced, total } = run.progress;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      tabIndex={-1}
      data-row-index={index}
      className={cn(
        RUN_COLUMNS,
        "relative min-h-14 border-line border-b px-3.5 py-2 -outline-offset-2",
        marked ? "bg-accent-soft" : "hover:bg-sunken",
      )}
    >
      <span role="cell" className="min-w-0 max-md:col-span-2">
        <Link href={`/syncs/${run.id}`} className="block truncate font-medium after:absolute after:inset-0">
          {subjectOf(run)}
        </Link>
        <span className="block truncate text-ink-3 text-xs">
          {run.dryRun ? "trial run, " : ""}
          {triggerSentence(run)}
        </span>
      </span>
      <span role="cell" className="min-w-0">
        <StateBadge {...runState(run)} />
      </span>
      <span role="cell" className="text-right text-ink-2 max-md:text-ui">
        {total > 0 ? `${synced.toLocaleString("en")} of ${total.toLocaleString("en")}` : "–"}
      </span>
      <span role="cell" className="text-right text-ink-2 max-md:hidden">
        {run.startedAt && run.endedAt ? describeDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt)) : "–"}
      </span>
      <span role="cell" className="text-right text-ink-3 text-xs max-md:col-span-2 max-md:text-left">
        <RelativeTime at={run.createdAt} />
      </span>
    </div>
  );
}
