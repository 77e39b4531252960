"use client";

import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import Link from "next/link";
import { RunKindMark } from "@/components/live/run-kind";
import { RunProgress } from "@/components/live/run-progress";
import { runQueries } from "@/components/live/run-queries";
import { runState, subjectOf } from "@/components/live/run-words";
import { useOrganizationStreamState } from "@/components/live/use-organization-events";
import { Button } from "@/components/ui/button";
import { Menu, MenuLabel, MenuLink } from "@/components/ui/menu";
import { count } from "@/components/ui/record-words";
import { StateBadge } from "@/components/ui/state-badge";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

/** What runs now, in the header of every page. Quiet when nothing does. */
export function RunningWork() {
  const { data: runs = [] } = useQuery(runQueries.open());
  const stream = useOrganizationStreamState();
  const first = runs[0];
  return (
    <div className="flex min-w-0 items-center gap-2">
      {/* Said when work begins and when it ends; the count beside it moves with every record. */}
      <span role="status" aria-label="Running work" className="sr-only">
        {runs.length > 0 ? `${count(runs.length, "run")} under way` : "Nothing runs"}
      </span>
      {stream === "reconnecting" ? <StateBadge state="stale" detail="· reconnecting" /> : null}
      {first && runs.length === 1 ? <OneRun run={first} /> : null}
      {runs.length > 1 ? <SeveralRuns runs={runs} /> : null}
    </div>
  );
}

function OneRun({ run }: { run: SyncRunView }) {
  const { state, detail } = runState(run);
  return (
    <Link
      href={`/syncs/${run.id}`}
      className="flex min-w-0 items-center gap-2 rounded-control px-1 py-1 hover:bg-grey-soft"
    >
      <StateBadge state={state} detail={detail} />
      <RunKindMark run={run} className="max-sm:hidden" />
      <span className="hidden truncate text-ink-2 text-ui sm:inline">{subjectOf(run)}</span>
    </Link>
  );
}

function SeveralRuns({ runs }: { runs: SyncRunView[] }) {
  return (
    <Menu
      align="start"
      trigger={
        <Button
          variant="quiet"
          size="sm"
          icon={<RefreshCw aria-hidden className="animate-[spin_2.4s_linear_infinite] text-accent" />}
        >
          {runs.length} runs under way
        </Button>
      }
    >
      <MenuLabel>Under way</MenuLabel>
      {runs.map((run) => {
        const { state, detail } = runState(run);
        return (
          <MenuLink key={run.id}>
            <Link href={`/syncs/${run.id}`}>
              <span className="block w-72 max-w-full">
                <span className="flex items-center justify-between gap-3">
                  <span className="flex min-w-0 items-center gap-1.5">
                    <RunKindMark run={run} />
                    <span className="truncate">{subjectOf(run)}</span>
                  </span>
                  <StateBadge state={state} detail={detail} />
                </span>
                <RunProgress run={run} className="mt-1.5" />
              </span>
            </Link>
          </MenuLink>
        );
      })}
    </Menu>
  );
}
