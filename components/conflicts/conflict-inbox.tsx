"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { CheckCheck, History, X } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { type ConflictFilter, conflictQueries } from "@/components/live/conflict-queries";
import { LiveMark } from "@/components/live/live-mark";
import { useOrganizationStreamState } from "@/components/live/use-organization-events";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryView } from "@/components/ui/query-view";
import { Segmented } from "@/components/ui/segmented";
import { useAddressChoice, useAddressState } from "@/components/ui/use-address-state";
import { usePages } from "@/components/ui/use-pages";
import type { ConflictActions } from "./actions";
import { ConflictSkeleton } from "./conflict-skeleton";
import { OpenList } from "./open-list";
import { conflictPageQueries } from "./queries";
import { ReportNotice } from "./report-notice";
import { SettledList } from "./settled-list";
import { SettledSkeleton } from "./settled-skeleton";
import { type Settle, useSettle } from "./use-settle";

const TABS = ["open", "settled"] as const;

/** Everything that was changed on both sides, on all platforms, and what became of it. */
export function ConflictInbox({ actions }: { actions: ConflictActions }) {
  const [tab, setTab] = useAddressChoice("tab", TABS);
  const [campaignSetId, setCampaignSetId] = useAddressState("set");
  const stream = useOrganizationStreamState();
  const settle = useSettle(actions);
  const setNames = useSetNames();
  const filter: ConflictFilter = campaignSetId ? { campaignSetId } : {};
  const open = useQuery(conflictQueries.open(filter));
  const showAll = campaignSetId ? (
    <Button onClick={() => setCampaignSetId(null)}>Show those of every set</Button>
  ) : null;

  return (
    <>
      <PageHeader
        title="Conflicts"
        note="Changed here and on the platform, most money first"
        actions={<LiveMark state={stream} />}
      />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Segmented
          label="Which conflicts"
          value={tab}
          onChange={setTab}
          options={[
            { value: "open", label: "To decide", ...(open.data ? { count: open.data.length } : {}) },
            { value: "settled", label: "Settled" },
          ]}
        />
        {campaignSetId ? (
          <Button size="sm" variant="quiet" icon={<X aria-hidden />} onClick={() => setCampaignSetId(null)}>
            <span className="sr-only">Show every set, not only </span>
            <span className="max-w-48 truncate">{setNames.get(campaignSetId) ?? "one set"}</span>
          </Button>
        ) : null}
      </div>
      {settle.report ? <ReportNotice report={settle.report} onDismiss={settle.dismissReport} /> : null}
      {tab === "open" ? (
        <QueryView query={open} what="the conflicts" skeleton={<ConflictSkeleton />}>
          {(conflicts) =>
            conflicts.length > 0 ? (
              <OpenList conflicts={conflicts} setNames={setNames} settle={settle} />
            ) : (
              <EmptyState
                Icon={CheckCheck}
                title={campaignSetId ? "Nothing to decide in this set" : "Nothing to decide"}
                action={
                  showAll ?? (
                    <Button asChild>
                      <Link href="/campaigns">Open the campaigns</Link>
                    </Button>
                  )
                }
              >
                When the same field is changed here and on a platform, both values come to stand here side by side, and
                neither is lost before you decide.
              </EmptyState>
            )
          }
        </QueryView>
      ) : (
        <Settled filter={filter} setNames={setNames} settle={settle} showAll={showAll} />
      )}
    </>
  );
}

type SettledProps = {
  filter: ConflictFilter;
  setNames: ReadonlyMap<string, string>;
  settle: Settle;
  showAll: React.ReactNode;
};

function Settled({ filter, setNames, settle, showAll }: SettledProps) {
  const query = useInfiniteQuery(conflictQueries.settled(filter));
  const { pages } = usePages(query);
  // Pages come by when a conflict was noticed; within a page, what was settled last stands first.
  const conflicts = useMemo(
    () =>
      query.data?.pages.flatMap((page) =>
        page.items.toSorted((a, b) => (b.resolution?.at ?? "").localeCompare(a.resolution?.at ?? "")),
      ) ?? [],
    [query.data],
  );
  return (
    <QueryView query={query} what="what was settled" skeleton={<SettledSkeleton />}>
      {() =>
        conflicts.length > 0 ? (
          <SettledList conflicts={conflicts} setNames={setNames} settle={settle} pages={pages} />
        ) : (
          <EmptyState Icon={History} title="Nothing was settled yet" action={showAll}>
            Each decision is kept here with who made it and when. Undo takes it back while nothing has moved since.
          </EmptyState>
        )
      }
    </QueryView>
  );
}

function useSetNames(): ReadonlyMap<string, string> {
  const { data } = useQuery(conflictPageQueries.setNames());
  return useMemo(() => new Map(data?.items.map(({ id, name }) => [id, name])), [data]);
}
