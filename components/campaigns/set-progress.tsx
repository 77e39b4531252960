"use client";

import Link from "next/link";
import type { StreamState } from "@/components/live/event-stream";
import { LiveMark } from "@/components/live/live-mark";
import { progressSentence, RunProgress } from "@/components/live/run-progress";
import { Card } from "@/components/ui/card";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

/** The push under way, in the place where it was started. */
export function SetProgress({ run, stream }: { run: SyncRunView; stream: StreamState | null }) {
  return (
    <Card aria-label="Push under way" className="mb-4 px-3.5 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1">{run.waiting ?? progressSentence(run)}</p>
        {stream ? <LiveMark state={stream} /> : null}
        <Link href={`/syncs/${run.id}`} className="rounded font-medium text-accent hover:underline">
          See each record land
        </Link>
      </div>
      <RunProgress run={run} className="mt-2" />
    </Card>
  );
}
