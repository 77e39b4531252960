"use client";

import type { StreamState } from "@/components/live/event-stream";
import { LiveMark } from "@/components/live/live-mark";
import { RunProgress } from "@/components/live/run-progress";
import { isOpen } from "@/components/live/run-words";
import { describeDuration } from "@/components/ui/age";
import { Stats } from "@/components/ui/stats";
import { useTextOfNow } from "@/components/ui/use-now";
import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { describePace, recordsPerSecond } from "./run-pace";

type RunStatsProps = { run: SyncRunView; operations: readonly OperationView[]; stream: StreamState | null };

/** How far the run is, how fast it goes and how long it will take. */
export function RunStats({ run, operations, stream }: RunStatsProps) {
  const { synced, failed, skipped, total, etaSeconds } = run.progress;
  const open = isOpen(run);
  const left = Math.max(0, total - synced - failed - skipped);
  const pace = useTextOfNow((now) => describePace(recordsPerSecond(run, operations, now)));
  const took = useTextOfNow((now) =>
    run.startedAt ? describeDuration((run.endedAt ? Date.parse(run.endedAt) : now) - Date.parse(run.startedAt)) : "",
  );
  return (
    <>
      <Stats
        stats={[
          {
            label: "Landed",
            value: synced.toLocaleString("en"),
            note: `of ${total.toLocaleString("en")} ${total === 1 ? "record" : "records"}`,
          },
          {
            label: "Failed",
            value: <span className={failed > 0 ? "text-red" : undefined}>{failed.toLocaleString("en")}</span>,
            note: failed > 0 ? "each says why below" : "nothing was refused",
          },
          {
            label: open ? "Left" : "Not sent",
            value: (open ? left : left + skipped).toLocaleString("en"),
            note: describeLeft({ open, skipped, unsent: left + skipped }),
          },
          {
            label: open ? "Time left" : "Took",
            value: open ? (etaSeconds === null ? "–" : describeDuration(etaSeconds * 1000)) : took || "–",
            note: open ? [pace === "–" ? "" : pace, took && `${took} so far`].filter(Boolean).join(" · ") : pace,
          },
        ]}
      />
      <div className="mt-3 flex items-center gap-3">
        <RunProgress run={run} className="flex-1" />
        {stream ? <LiveMark state={stream} /> : null}
      </div>
    </>
  );
}

function describeLeft({ open, skipped, unsent }: { open: boolean; skipped: number; unsent: number }): string {
  if (open) return skipped > 0 ? `${skipped.toLocaleString("en")} left out` : "in the plan's order";
  return unsent > 0 ? "wait for the next push" : "everything was sent";
}
