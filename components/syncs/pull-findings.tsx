"use client";

import { BookOpen, CircleSlash, Flag, PackageSearch } from "lucide-react";
import Link from "next/link";
import type { StreamState } from "@/components/live/event-stream";
import { LiveMark } from "@/components/live/live-mark";
import { placeOf, RunProgress } from "@/components/live/run-progress";
import { isOpen } from "@/components/live/run-words";
import { describeDuration } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Stats } from "@/components/ui/stats";
import { useTextOfNow } from "@/components/ui/use-now";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { findingLines } from "./finding-lines";

/** How a pull goes, or went: what was read, what came over, what needs a person. */
export function PullStats({ run, stream }: { run: SyncRunView; stream: StreamState | null }) {
  const { findings } = run;
  const open = isOpen(run);
  const place = placeOf(run);
  const took = useTextOfNow((now) =>
    run.startedAt ? describeDuration((run.endedAt ? Date.parse(run.endedAt) : now) - Date.parse(run.startedAt)) : "–",
  );
  const figure = (value: number | undefined) => (value === undefined ? "–" : value.toLocaleString("en"));
  return (
    <>
      <Stats
        stats={[
          { label: "Read", value: figure(findings?.listed), note: `records on ${place}` },
          { label: "Taken over", value: figure(findings?.pulled), note: `fields only ${place} had changed` },
          {
            label: "In conflict",
            value: (
              <span className={findings && findings.conflicts > 0 ? "text-amber" : undefined}>
                {figure(findings?.conflicts)}
              </span>
            ),
            note: "records changed on both sides",
          },
          { label: open ? "So far" : "Took", value: took, note: open ? "it goes on if you leave" : "nothing was sent" },
        ]}
      />
      {open ? (
        <div className="mt-3 flex items-center gap-3">
          <RunProgress run={run} className="flex-1" />
          {stream ? <LiveMark state={stream} /> : null}
        </div>
      ) : null}
    </>
  );
}

/** What a pull found, in sentences; what needs nobody says so. */
export function PullFindings({ run }: { run: SyncRunView }) {
  const { findings } = run;
  const place = placeOf(run);
  if (!findings) {
    return isOpen(run) ? (
      <EmptyState Icon={BookOpen} title={run.status === "queued" ? "Waiting for its turn" : `Reading ${place}`}>
        Everything it holds is listed page by page and compared. What that finds is shown here as soon as it ends.
      </EmptyState>
    ) : (
      <EmptyState Icon={CircleSlash} title="It ended before everything was read">
        Nothing is taken over from an incomplete reading, and nothing counts as missing. The next pull starts anew.
      </EmptyState>
    );
  }
  const lines = findingLines(findings, place);
  return (
    <Card aria-label="What it found">
      <ul className="divide-y divide-line">
        {lines.map((line) => (
          <li
            key={line.key}
            className="grid grid-cols-[40px_minmax(0,1fr)] items-baseline gap-x-3 gap-y-2 px-3.5 py-2 sm:grid-cols-[56px_minmax(0,1fr)_auto] sm:items-center"
          >
            <span className={line.amount === 0 ? "text-right text-ink-3" : "text-right font-semibold"}>
              {line.amount.toLocaleString("en")}
            </span>
            <span className={line.amount === 0 ? "text-ink-3" : undefined}>{line.sentence}</span>
            {line.key === "conflicts" && line.amount > 0 ? (
              <Button size="sm" asChild className="max-sm:col-start-2 max-sm:justify-self-start">
                <Link href="/conflicts">
                  <Flag aria-hidden />
                  Open the conflicts
                </Link>
              </Button>
            ) : null}
            {line.key === "unknown" && line.amount > 0 && run.connectionId ? (
              <Button size="sm" asChild className="max-sm:col-start-2 max-sm:justify-self-start">
                <Link href={`/connections/${run.connectionId}/found`}>
                  <PackageSearch aria-hidden />
                  Decide what becomes of them
                </Link>
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
