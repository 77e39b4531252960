"use client";

import { describeDuration } from "@/components/ui/age";
import { cn } from "@/components/ui/cn";
import { platformName } from "@/components/ui/platform-glyph";
import { ProgressBar } from "@/components/ui/progress-bar";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { subjectOf } from "./run-words";

/** "41 of 96 landed · 2 failed · about 12 s left": how far a run is, in a line. */
export function progressSentence(run: SyncRunView): string {
  const { synced, failed, total, etaSeconds } = run.progress;
  if (run.kind === "pull") return run.status === "queued" ? "Waiting for its turn" : `Reading ${placeOf(run)}`;
  if (total === 0) return run.status === "queued" ? "Waiting for its turn" : "Comparing with the platform";
  const parts = [`${synced.toLocaleString("en")} of ${total.toLocaleString("en")} landed`];
  if (failed > 0) parts.push(`${failed.toLocaleString("en")} failed`);
  if (etaSeconds !== null && run.endedAt === null) parts.push(`about ${describeDuration(etaSeconds * 1000)} left`);
  return parts.join(" · ");
}

/** The platform a pull reads, or the connection's name where the platform is not known yet. */
export const placeOf = (run: SyncRunView) => (run.platforms[0] ? platformName(run.platforms[0]) : subjectOf(run));

/** How much there is to read is known only once it has been read, so a pull shows that it moves and no share. */
export function RunProgress({ run, className }: { run: SyncRunView; className?: string }) {
  if (run.kind === "pull") {
    return (
      <div
        role="progressbar"
        aria-label={`Progress of ${subjectOf(run)}`}
        aria-valuetext={progressSentence(run)}
        className={cn("h-1.5 overflow-hidden rounded-full bg-grey-soft", className)}
      >
        <div className={cn("h-full rounded-full", run.status === "running" && "animate-pulse bg-accent/50")} />
      </div>
    );
  }
  return (
    <ProgressBar
      {...(className ? { className } : {})}
      label={`Progress of ${subjectOf(run)}`}
      done={run.progress.synced}
      failed={run.progress.failed}
      total={run.progress.total}
    />
  );
}
