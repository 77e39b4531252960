"use client";

import { describeDuration } from "@/components/ui/age";
import { ProgressBar } from "@/components/ui/progress-bar";
import type { SyncRunView } from "@/lib/domain/views";
import { subjectOf } from "./run-words";

/** "41 of 96 landed · 2 failed · about 12 s left": how far a run is, in a line. */
export function progressSentence(run: SyncRunView): string {
  const { synced, failed, total, etaSeconds } = run.progress;
  if (total === 0) return run.status === "queued" ? "Waiting for its turn" : "Comparing with the platform";
  const parts = [`${synced.toLocaleString("en")} of ${total.toLocaleString("en")} landed`];
  if (failed > 0) parts.push(`${failed.toLocaleString("en")} failed`);
  if (etaSeconds !== null && run.endedAt === null) parts.push(`about ${describeDuration(etaSeconds * 1000)} left`);
  return parts.join(" · ");
}

export function RunProgress({ run, className }: { run: SyncRunView; className?: string }) {
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
