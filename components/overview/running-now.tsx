"use client";

import Link from "next/link";
import { LiveMark } from "@/components/live/live-mark";
import { RunKindMark } from "@/components/live/run-kind";
import { progressSentence, RunProgress } from "@/components/live/run-progress";
import { runState, subjectOf } from "@/components/live/run-words";
import { useOrganizationStreamState } from "@/components/live/use-organization-events";
import { Card, CardHeader } from "@/components/ui/card";
import { StateBadge } from "@/components/ui/state-badge";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

/** What moves now, with its progress. */
export function RunningNow({ runs }: { runs: readonly SyncRunView[] }) {
  const stream = useOrganizationStreamState();
  return (
    <Card aria-labelledby="running-now">
      <CardHeader>
        <h2 id="running-now" className="font-semibold">
          Running now
        </h2>
        <span className="flex-1" />
        <LiveMark state={stream} />
      </CardHeader>
      {runs.length === 0 ? (
        <p className="px-3.5 py-3 text-ink-2">Nothing is being pushed or read.</p>
      ) : (
        <ul className="divide-y divide-line">
          {runs.map((run) => (
            <li key={run.id} className="relative px-3.5 py-3 hover:bg-sunken">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <StateBadge {...runState(run)} />
                <RunKindMark run={run} />
                <Link href={`/syncs/${run.id}`} className="min-w-0 truncate font-medium after:absolute after:inset-0">
                  {subjectOf(run)}
                </Link>
                <span className="ml-auto text-ink-2 text-ui">{run.waiting ?? progressSentence(run)}</span>
              </div>
              <RunProgress run={run} className="mt-2" />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
