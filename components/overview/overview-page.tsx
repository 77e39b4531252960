"use client";

import { useQuery } from "@tanstack/react-query";
import { runQueries } from "@/components/live/run-queries";
import { PageHeader } from "@/components/ui/page-header";
import { QueryView } from "@/components/ui/query-view";
import { RelativeTime } from "@/components/ui/relative-time";
import type { OverviewView } from "@/lib/domain/views/organization";
import { ConnectionLines } from "./connection-lines";
import { LastDay } from "./last-day";
import { NeedsYou } from "./needs-you";
import { OverviewSkeleton } from "./overview-skeleton";
import { overviewQueries } from "./queries";
import { RunningNow } from "./running-now";

export function OverviewPage() {
  const query = useQuery(overviewQueries.detail());
  return (
    <>
      <PageHeader
        title="Overview"
        note={
          query.dataUpdatedAt > 0 ? (
            <>
              read <RelativeTime at={new Date(query.dataUpdatedAt).toISOString()} />
            </>
          ) : (
            "Is everything in step, what is moving, what needs you"
          )
        }
      />
      <QueryView query={query} what="the overview" skeleton={<OverviewSkeleton />}>
        {(overview) => <LoadedOverview overview={overview} />}
      </QueryView>
    </>
  );
}

function LoadedOverview({ overview }: { overview: OverviewView }) {
  // The list of open runs follows the event stream; the overview's own copy is from when it was read.
  const { data: running = overview.running } = useQuery(runQueries.open());
  return (
    <div className="space-y-6">
      <ConnectionLines connections={overview.connections} />
      <RunningNow runs={running} />
      <NeedsYou items={overview.needsYou} total={overview.needsYouCount} />
      <LastDay hours={overview.hours} recent={overview.recent} />
    </div>
  );
}
