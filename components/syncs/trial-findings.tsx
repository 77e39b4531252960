"use client";

import { CircleCheck, CircleSlash, FlaskConical, Inbox, Shield } from "lucide-react";
import Link from "next/link";
import type { StreamState } from "@/components/live/event-stream";
import { LiveMark } from "@/components/live/live-mark";
import { RunProgress } from "@/components/live/run-progress";
import { isOpen, wouldChange } from "@/components/live/run-words";
import { describeDuration } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/components/ui/record-words";
import { Stats } from "@/components/ui/stats";
import { useTextOfNow } from "@/components/ui/use-now";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

/** What a push would do, in figures. A trial run sends nothing, so nothing here has landed. */
export function TrialStats({ run, stream }: { run: SyncRunView; stream: StreamState | null }) {
  const { planned } = run;
  const open = isOpen(run);
  const took = useTextOfNow((now) =>
    run.startedAt ? describeDuration((run.endedAt ? Date.parse(run.endedAt) : now) - Date.parse(run.startedAt)) : "–",
  );
  const figure = (value: number | undefined, colour: string) =>
    value === undefined ? "–" : <span className={value > 0 ? colour : undefined}>{value.toLocaleString("en")}</span>;
  return (
    <>
      <Stats
        stats={[
          { label: "Would add", value: figure(planned?.added, "text-ok"), note: "records new over there" },
          { label: "Would change", value: figure(planned?.changed, "text-accent"), note: "records edited here" },
          {
            label: "Would remove",
            value: figure(planned?.removed, "text-red"),
            note: "records archived or deleted here",
          },
          { label: "Would hold", value: figure(planned?.held, "text-amber"), note: "until somebody decides" },
          { label: open ? "So far" : "Took", value: took, note: "nothing was sent" },
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

/** What a trial run came to, and the way to its plan. */
export function TrialFindings({ run }: { run: SyncRunView }) {
  if (isOpen(run)) {
    return (
      <EmptyState Icon={Inbox} title="Working out what a push would change">
        The run compares this set with what its platforms hold, and sends nothing.
      </EmptyState>
    );
  }
  if (run.status !== "completed" || !run.planId) {
    return (
      <EmptyState Icon={CircleSlash} title="It ended before it had a plan">
        Nothing was sent. Plan the set to see what a push would change.
      </EmptyState>
    );
  }
  const { Icon, title, sentence } = findingOf(run);
  return (
    <EmptyState
      Icon={Icon}
      title={title}
      action={
        <Button variant="primary" asChild>
          <Link href={`/campaigns/${run.campaignSetId}/plans/${run.planId}`}>Open its plan</Link>
        </Button>
      }
    >
      {sentence}
    </EmptyState>
  );
}

function findingOf(run: SyncRunView) {
  const changes = wouldChange(run);
  const held = run.planned?.held ?? 0;
  const alsoHeld = held > 0 ? ` ${held.toLocaleString("en")} more would be held until somebody decides.` : "";
  if (changes === null) {
    return { Icon: FlaskConical, title: "It was only planned", sentence: "Its plan says what a push would change." };
  }
  if (changes > 0) {
    return {
      Icon: FlaskConical,
      title: `Would change ${count(changes, "record")}`,
      sentence: `Nothing was sent. Its plan shows every field, and can be pushed from there.${alsoHeld}`,
    };
  }
  if (held > 0) {
    return {
      Icon: Shield,
      title: `Would change nothing, and hold ${count(held, "record")}`,
      sentence: "Its plan says why, and what to decide.",
    };
  }
  return {
    Icon: CircleCheck,
    title: "Would change nothing",
    sentence: "Everything in this set is on its platforms as it stands here.",
  };
}
