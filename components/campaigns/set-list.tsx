"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Megaphone, Plus, SearchX } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useMemo } from "react";
import { runQueries } from "@/components/live/run-queries";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { useCommands } from "@/components/ui/commands";
import { EmptyState } from "@/components/ui/empty-state";
import { loadedLater } from "@/components/ui/loaded-later";
import { Money } from "@/components/ui/money";
import { PageHeader } from "@/components/ui/page-header";
import { PagesToCome } from "@/components/ui/pages-end";
import { usePermissions } from "@/components/ui/permissions";
import { PlatformGlyph, platformName } from "@/components/ui/platform-glyph";
import { QueryView } from "@/components/ui/query-view";
import { count } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { Heading, Row, RowTable } from "@/components/ui/row-table";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { StateBadge } from "@/components/ui/state-badge";
import { useAddressChoice, useAddressState, useAddressText } from "@/components/ui/use-address-state";
import { type Pages, usePages } from "@/components/ui/use-pages";
import type { CampaignSetSummaryView } from "@/lib/domain/views/campaigns";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import type { CampaignActions } from "./actions";
import { campaignQueries } from "./queries";
import { summaryState } from "./record-state";
import { SET_COLUMNS, SetListSkeleton } from "./set-list-skeleton";

const NewSetDialog = loadedLater(() => import("./new-set-dialog"));

const VIEWS = ["all", "attention", "differs", "in_step"] as const;
type View = (typeof VIEWS)[number];

const inView = (set: CampaignSetSummaryView, view: View): boolean => {
  if (view === "all") return true;
  const { state } = summaryState(set);
  if (view === "attention") return state === "failed" || state === "conflict";
  if (view === "in_step") return state === "in_step";
  return state === "differs" || state === "waiting";
};

export function SetList({ createSet }: { createSet: CampaignActions["createSet"] }) {
  const [search, setSearch] = useAddressText("q");
  const [view, setView] = useAddressChoice("view", VIEWS);
  const [adding, setAdding] = useAddressState("new");
  const { edit } = usePermissions();
  const query = useInfiniteQuery(campaignQueries.sets());
  const { items, pages } = usePages(query);
  const all = useWithOpenRuns(items);
  const { hasMore, readMore } = pages;
  useCommands(edit ? [{ id: "new-set", label: "Make a new campaign set", run: () => setAdding("1") }] : []);

  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return all.filter((set) => inView(set, view) && set.name.toLowerCase().includes(wanted));
  }, [all, search, view]);
  const filtered = search.trim() !== "" || view !== "all";

  // A filter answers for every set, not only for those read so far.
  useEffect(() => {
    if (filtered) readMore();
  }, [filtered, readMore]);

  const newSet = edit ? (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setAdding("1")}>
      New campaign set
    </Button>
  ) : null;

  return (
    <>
      <PageHeader
        title="Campaigns"
        note={query.data ? `${count(all.length, "campaign set")}${hasMore ? " read so far" : ""}` : "Campaign sets"}
        actions={newSet}
      />
      <QueryView query={query} what="your campaign sets" skeleton={<SetListSkeleton />}>
        {() =>
          all.length === 0 ? (
            <EmptyState Icon={Megaphone} title="No campaign set yet" action={newSet}>
              A campaign set holds campaigns for one or several platforms and pushes them together. Make one, add a
              campaign, then plan what a push would do.
            </EmptyState>
          ) : (
            <>
              <div className="mb-3 flex flex-wrap items-center gap-2">
                <SearchField label="Search campaign sets by name" value={search} onChange={setSearch} />
                <Segmented
                  label="Which sets"
                  value={view}
                  onChange={setView}
                  options={[
                    { value: "all", label: "All" },
                    { value: "attention", label: "Need you" },
                    { value: "differs", label: "To push" },
                    { value: "in_step", label: "In step" },
                  ]}
                />
              </div>
              {shown.length === 0 ? (
                hasMore ? (
                  <PagesToCome pages={pages} skeleton={<SetListSkeleton />} />
                ) : (
                  <EmptyState
                    Icon={SearchX}
                    title="No set matches"
                    action={
                      <Button
                        onClick={() => {
                          setSearch("");
                          setView("all");
                        }}
                      >
                        Show all {all.length.toLocaleString("en")} sets
                      </Button>
                    }
                  >
                    Change the search or the choice above.
                  </EmptyState>
                )
              ) : (
                <SetTable sets={shown} pages={pages} />
              )}
            </>
          )
        }
      </QueryView>
      {adding && edit ? <NewSetDialog createSet={createSet} onClose={() => setAdding(null)} /> : null}
    </>
  );
}

/** A push that began since the sets were read is told by the events of runs. */
function useWithOpenRuns(sets: readonly CampaignSetSummaryView[]): readonly CampaignSetSummaryView[] {
  const { data: open = NONE_OPEN } = useQuery({ ...runQueries.open(), select: setsOfRuns });
  return useMemo(() => {
    const runOf = new Map(open);
    return sets.map((set) => (runOf.has(set.id) ? { ...set, openRunId: runOf.get(set.id) ?? null } : set));
  }, [sets, open]);
}

const NONE_OPEN: readonly [string, string][] = [];
const setsOfRuns = (runs: readonly SyncRunView[]) =>
  runs.flatMap(({ id, campaignSetId }): [string, string][] => (campaignSetId ? [[campaignSetId, id]] : []));

function SetTable({ sets, pages }: { sets: CampaignSetSummaryView[]; pages: Pages }) {
  const router = useRouter();
  return (
    <RowTable
      label="Campaign sets"
      items={sets}
      columns={`${SET_COLUMNS} max-md:sr-only`}
      headings={
        <>
          <Heading>Set</Heading>
          <Heading>State</Heading>
          <Heading>Campaigns</Heading>
          <Heading right>Budget a day</Heading>
          <Heading right>Last pushed</Heading>
        </>
      }
      estimate={48}
      row={(set, at) => <SetLine set={set} {...at} />}
      onOpen={(set) => router.push(`/campaigns/${set.id}`)}
      pages={pages}
    />
  );
}

function SetLine({ set, index, marked }: { set: CampaignSetSummaryView; index: number; marked: boolean }) {
  const { state, detail } = summaryState(set);
  return (
    <Row index={index} marked={marked} className={cn(SET_COLUMNS, "relative min-h-12 py-2")}>
      <span role="cell" className="min-w-0 max-md:col-span-2">
        {/* The whole line leads there; the link is what a screen reader and the Tab key find. */}
        <Link href={`/campaigns/${set.id}`} className="block truncate font-medium after:absolute after:inset-0">
          {set.name}
        </Link>
      </span>
      <span role="cell" className="min-w-0">
        <StateBadge state={state} detail={detail} />
      </span>
      <span role="cell" className="flex min-w-0 items-center gap-2 text-ink-2 max-md:justify-end">
        <span className="flex gap-0.5">
          {set.platforms.map((platform) => (
            <PlatformGlyph key={platform} platform={platform} />
          ))}
        </span>
        <span className="truncate">{count(set.campaignCount, "campaign")}</span>
      </span>
      <span role="cell" className="min-w-0 text-right max-md:text-left max-md:text-ui">
        {set.dailyBudget.length === 0 ? <span className="text-ink-3">–</span> : null}
        {set.dailyBudget.map((budget) => (
          <Money key={budget.currency} micros={budget.amountMicros} currency={budget.currency} className="block" />
        ))}
      </span>
      <span role="cell" className="min-w-0 truncate text-right text-ink-3 text-xs">
        {set.lastSyncedAt ? (
          <>
            {set.platforms.length === 1 && set.platforms[0] ? `${platformName(set.platforms[0])} · ` : ""}
            <RelativeTime at={set.lastSyncedAt} />
          </>
        ) : (
          "never"
        )}
      </span>
    </Row>
  );
}
