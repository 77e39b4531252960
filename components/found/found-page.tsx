"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CheckCheck, CopyCheck, EyeOff, SearchX } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useEffect, useMemo } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { isGone } from "@/components/ui/gone-state";
import { PageHeader } from "@/components/ui/page-header";
import { PagesToCome } from "@/components/ui/pages-end";
import { platformName } from "@/components/ui/platform-glyph";
import { QueryView } from "@/components/ui/query-view";
import { RelativeTime } from "@/components/ui/relative-time";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { useAddressChoice, useAddressText } from "@/components/ui/use-address-state";
import { usePageTitle } from "@/components/ui/use-page-title";
import { usePages } from "@/components/ui/use-pages";
import type { FoundPage as FoundAnswer } from "@/lib/domain/views/found";
import type { FoundActions } from "./actions";
import { FoundList } from "./found-list";
import { FoundSkeleton } from "./found-skeleton";
import { ArchiveNotice, ImportNotice } from "./import-report";
import { FOUND_TABS, foundQueries } from "./queries";
import { useFound } from "./use-found";

type FoundPageProps = {
  connectionId: string;
  actions: FoundActions;
  /** Buttons of other features, such as reading the connection now. */
  more?: ReactNode;
};

/** Everything a connection's readings found over there that nobody here knows. */
export function FoundPage({ connectionId, actions, more }: FoundPageProps) {
  const [tab, setTab] = useAddressChoice("tab", FOUND_TABS);
  const [search, setSearch] = useAddressText("q");
  const dismissed = tab === "dismissed";
  const query = useInfiniteQuery(foundQueries.list(connectionId, dismissed ? "dismissed" : "open"));
  const { items, pages } = usePages(query);
  const { readMore } = pages;
  const found = useFound(connectionId, actions);
  const newest = query.data?.pages.at(-1);
  const platform = newest ? platformName(newest.platform) : "the platform";
  usePageTitle(newest ? `Found on ${platform}` : "Found");
  const gone = isGone(query.error);

  const wanted = search.trim().toLowerCase();
  const narrowed = wanted !== "" || tab === "copies";
  const inTab = useMemo(() => (tab === "copies" ? items.filter(({ copyOf }) => copyOf !== null) : items), [items, tab]);
  const shown = useMemo(() => inTab.filter(({ name }) => name.toLowerCase().includes(wanted)), [inTab, wanted]);
  // A filter answers for everything that was found, not only for what is read so far.
  useEffect(() => {
    if (narrowed) readMore();
  }, [narrowed, readMore]);

  return (
    <>
      <PageHeader
        trail={[
          { href: "/connections", label: "Connections" },
          ...(gone ? [] : [{ href: `/connections/${connectionId}`, label: newest?.connectionName ?? "Connection" }]),
        ]}
        title={newest ? `Found on ${platform}` : "Found"}
        note={
          newest?.readAt ? (
            <>
              Over there and unknown here · {platform} read <RelativeTime at={newest.readAt} />
            </>
          ) : (
            "Over there and unknown here"
          )
        }
        actions={gone ? undefined : more}
      />
      {found.report ? <ImportNotice report={found.report} platform={platform} onDismiss={found.dismissReport} /> : null}
      {found.archiveReport ? (
        <ArchiveNotice report={found.archiveReport} platform={platform} onDismiss={found.dismissArchiveReport} />
      ) : null}
      <QueryView query={query} what="what was found" skeleton={<FoundSkeleton />}>
        {() => (
          <>
            <div className="mb-3 flex flex-wrap items-center gap-2">
              <SearchField label="Search what was found by name" value={search} onChange={setSearch} />
              <Segmented
                label="Which records"
                value={tab}
                onChange={setTab}
                options={[
                  { value: "open", label: "To decide", count: newest?.counts.open ?? 0 },
                  ...(newest && (newest.counts.copies > 0 || tab === "copies")
                    ? [{ value: "copies" as const, label: "Second copies", count: newest.counts.copies }]
                    : []),
                  { value: "dismissed", label: "Not ours", count: newest?.counts.dismissed ?? 0 },
                ]}
              />
            </div>
            {shown.length > 0 ? (
              <FoundList
                key={tab}
                items={shown}
                platform={platform}
                dismissed={dismissed}
                found={found}
                pages={pages}
              />
            ) : pages.hasMore ? (
              <PagesToCome pages={pages} skeleton={<FoundSkeleton />} />
            ) : wanted !== "" && inTab.length > 0 ? (
              <EmptyState
                Icon={SearchX}
                title="Nothing matches"
                action={<Button onClick={() => setSearch("")}>Show all {inTab.length.toLocaleString("en")}</Button>}
              >
                Change the search above.
              </EmptyState>
            ) : (
              <Nothing tab={tab} platform={platform} answer={newest} onShowOpen={() => setTab("open")} />
            )}
          </>
        )}
      </QueryView>
    </>
  );
}

type NothingProps = {
  tab: (typeof FOUND_TABS)[number];
  platform: string;
  answer: FoundAnswer | undefined;
  onShowOpen: () => void;
};

function Nothing({ tab, platform, answer, onShowOpen }: NothingProps) {
  if (tab === "dismissed") {
    return (
      <EmptyState Icon={EyeOff} title="Nothing was put aside">
        What you say is not ours to manage is kept here, and can be put back at any time.
      </EmptyState>
    );
  }
  if (!answer?.readAt) {
    return (
      <EmptyState Icon={SearchX} title="Nothing was read yet">
        What is on {platform} and unknown here is listed after the first reading. Read the connection to see it.
      </EmptyState>
    );
  }
  if (tab === "copies") {
    return (
      <EmptyState
        Icon={CopyCheck}
        title="No second copies"
        action={<Button onClick={onShowOpen}>Show what is to decide</Button>}
      >
        What was made on {platform} a second time, after a lost answer or by hand, is named here. There is nothing of
        that kind now.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      Icon={CheckCheck}
      title="Nothing is unknown"
      action={
        <Button asChild>
          <Link href="/campaigns">Open the campaigns</Link>
        </Button>
      }
    >
      Everything on {platform} is linked to a record here, or was put aside. Whatever somebody makes over there is
      listed here after the next reading, and left as it is until you decide.
    </EmptyState>
  );
}
