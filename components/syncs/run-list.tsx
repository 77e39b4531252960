"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { History, SearchX } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { LiveMark } from "@/components/live/live-mark";
import { RunKindMark, runKindWord } from "@/components/live/run-kind";
import { runQueries } from "@/components/live/run-queries";
import { RunResult } from "@/components/live/run-result";
import { runState, subjectOf } from "@/components/live/run-words";
import { useOrganizationStreamState } from "@/components/live/use-organization-events";
import { describeDuration } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryView } from "@/components/ui/query-view";
import { RelativeTime } from "@/components/ui/relative-time";
import { ExportButton, Heading, Row, RowTable } from "@/components/ui/row-table";
import { StateBadge } from "@/components/ui/state-badge";
import { type Pages, usePages } from "@/components/ui/use-pages";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { exportAddress, toRunFilter } from "./run-filter";
import { RunFilters } from "./run-filters";
import { RUN_COLUMNS, RUNS_NOTE, RunListSkeleton } from "./run-list-skeleton";
import { triggerSentence } from "./run-trigger";
import { useRunFilter } from "./use-run-filter";

export function RunList() {
  const control = useRunFilter();
  const filter = toRunFilter(control.chosen);
  const stream = useOrganizationStreamState();
  const query = useInfiniteQuery(runQueries.list(filter));
  const { items: runs, pages } = usePages(query);

  return (
    <>
      <PageHeader
        title="Runs"
        note={RUNS_NOTE}
        badge={<LiveMark state={stream} />}
        actions={
          runs.length > 0 ? (
            <ExportButton href={exportAddress(filter)} rows={runs.length} hasMore={pages.hasMore} />
          ) : null
        }
      />
      <RunFilters control={control} runs={runs} />
      <QueryView query={query} what="the runs" skeleton={<RunListSkeleton />}>
        {() =>
          runs.length > 0 ? (
            <RunTable runs={runs} pages={pages} />
          ) : Object.keys(filter).length === 0 ? (
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
              title="No run is like this"
              action={<Button onClick={control.clear}>Show all runs</Button>}
            >
              Choose something else above.
            </EmptyState>
          )
        }
      </QueryView>
    </>
  );
}

function RunTable({ runs, pages }: { runs: SyncRunView[]; pages: Pages }) {
  const router = useRouter();
  return (
    <RowTable
      label="Runs"
      items={runs}
      columns={`${RUN_COLUMNS} max-md:sr-only`}
      headings={
        <>
          <Heading>Set or connection</Heading>
          <Heading>State</Heading>
          <Heading right>Result</Heading>
          <Heading right>Took</Heading>
          <Heading right>Started</Heading>
        </>
      }
      estimate={56}
      row={(run, at) => <RunLine run={run} {...at} />}
      onOpen={(run) => router.push(`/syncs/${run.id}`)}
      pages={pages}
    />
  );
}

function RunLine({ run, index, marked }: { run: SyncRunView; index: number; marked: boolean }) {
  return (
    <Row index={index} marked={marked} className={cn(RUN_COLUMNS, "relative min-h-14 py-2")}>
      <span role="cell" className="min-w-0 max-md:col-span-2">
        <span className="flex min-w-0 items-center gap-2">
          <RunKindMark run={run} />
          <Link href={`/syncs/${run.id}`} className="truncate font-medium after:absolute after:inset-0">
            {subjectOf(run)}
          </Link>
        </span>
        <span className="block truncate pl-[22px] text-ink-3 text-xs">
          {runKindWord(run)}, {triggerSentence(run)}
        </span>
      </span>
      <span role="cell" className="min-w-0">
        <StateBadge {...runState(run)} />
      </span>
      <span role="cell" className="text-right text-ink-2 max-md:text-ui">
        <RunResult run={run} />
      </span>
      <span role="cell" className="text-right text-ink-2 max-md:hidden">
        {run.startedAt && run.endedAt ? describeDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt)) : "–"}
      </span>
      <span role="cell" className="text-right text-ink-3 text-xs max-md:col-span-2 max-md:text-left">
        <RelativeTime at={run.createdAt} />
      </span>
    </Row>
  );
}
