"use client";

import type { StreamState } from "@/components/live/event-stream";
import { LiveMark } from "@/components/live/live-mark";
import { RunProgress } from "@/components/live/run-progress";
import { isOpen, recordsOf } from "@/components/live/run-words";
import { describeDuration } from "@/components/ui/age";
import { count } from "@/components/ui/record-words";
import { Stats } from "@/components/ui/stats";
import { useTextOfNow } from "@/components/ui/use-now";
import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { describePace, recordsPerSecond } from "./run-pace";
import { unsentOf } from "./unsent";

type RunStatsProps = { run: SyncRunView; operations: readonly OperationView[]; stream: StreamState | null };

/** How far the run is, how fast it goes and how long it will take. */
export function RunStats({ run, operations, stream }: RunStatsProps) {
  const { synced, failed, skipped, total, etaSeconds } = run.progress;
  const records = recordsOf(run);
  const unsent = unsentOf(run, operations);
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
            note: `of ${count(records, "record")}`,
          },
          {
            label: "Failed",
            value: <span className={failed > 0 ? "text-red" : undefined}>{failed.toLocaleString("en")}</span>,
            note: failed > 0 ? "each says why below" : open || synced > 0 ? "nothing was refused" : "nothing was sent",
          },
          {
            label: open ? "Left" : "Not sent",
            value: (open ? left : unsent.amount).toLocaleString("en"),
            note: open ? describeLeft(skipped) : unsent.note,
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

const describeLeft = (skipped: number): string =>
  skipped > 0 ? `${skipped.toLocaleString("en")} left out` : "in the plan's order";
