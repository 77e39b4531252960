"use client";

import Link from "next/link";
import { useState } from "react";
import { RunKindMark } from "@/components/live/run-kind";
import { RunResult } from "@/components/live/run-result";
import { runState, subjectOf } from "@/components/live/run-words";
import { dateAndTime } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { OverviewView } from "@/lib/domain/views/organization";
import { daySummary, endedIn, type Hour, PARTS } from "./day-parts";

const hourWord = (at: string) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date(at));

/** The runs of the last day as a strip, an hour a column; the same as a table; and the newest ones by name. */
export function LastDay({ hours, recent }: Pick<OverviewView, "hours" | "recent">) {
  const [asTable, setAsTable] = useState(false);
  const summary = daySummary(hours);
  return (
    <Card aria-labelledby="last-day">
      <CardHeader>
        <h2 id="last-day" className="font-semibold">
          Last 24 hours
        </h2>
        <span className="text-ink-2 text-ui">{summary}</span>
        <span className="flex-1" />
        <Button size="sm" variant="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? "Show as chart" : "Show as table"}
        </Button>
      </CardHeader>
      {asTable ? <HourTable hours={hours} /> : <HourStrip hours={hours} summary={summary} />}
      {recent.length > 0 ? (
        <ul className="divide-y divide-line border-line border-t">
          {recent.slice(0, 5).map((run) => (
            <li key={run.id} className="relative flex items-center gap-3 px-3.5 py-2 hover:bg-sunken">
              <StateBadge {...runState(run)} />
              <RunKindMark run={run} />
              <Link href={`/syncs/${run.id}`} className="min-w-0 flex-1 truncate after:absolute after:inset-0">
                {subjectOf(run)}
              </Link>
              <span className="text-ink-2 text-ui max-sm:hidden">
                <RunResult run={run} />
              </span>
              <RelativeTime at={run.createdAt} className="w-20 text-right text-ink-3 text-xs" />
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

function HourStrip({ hours, summary }: { hours: readonly Hour[]; summary: string }) {
  const most = Math.max(1, ...hours.map((hour) => endedIn(hour)));
  const first = hours[0];
  return (
    <div className="px-3.5 pt-4 pb-3">
      <div role="img" aria-label={summary} className="flex h-14 items-end gap-[3px]">
        {hours.map((hour) => (
          <div
            key={hour.at}
            title={`${dateAndTime(hour.at)}: ${PARTS.map(({ key, word }) => `${hour[key]} ${word}`).join(", ")}`}
            className="flex h-full min-w-0 flex-1 flex-col-reverse gap-px"
          >
            {endedIn(hour) === 0 ? <span className="h-[3px] rounded-sm bg-grey-soft" /> : null}
            {PARTS.map(({ key, colour }) =>
              hour[key] > 0 ? (
                <span
                  key={key}
                  className={`${colour} min-h-[3px] rounded-sm`}
                  style={{ height: `${(hour[key] / most) * 100}%` }}
                />
              ) : null,
            )}
          </div>
        ))}
      </div>
      <div aria-hidden className="mt-1 flex justify-between text-[11px] text-ink-3">
        <span>{first ? hourWord(first.at) : ""}</span>
        <span className="flex gap-3">
          {PARTS.map(({ key, colour, word }) => (
            <span key={key} className="flex items-center gap-1">
              <span className={`size-2 rounded-sm ${colour}`} />
              {word}
            </span>
          ))}
        </span>
        <span>now</span>
      </div>
    </div>
  );
}

function HourTable({ hours }: { hours: readonly Hour[] }) {
  const busy = hours.filter((hour) => endedIn(hour) > 0);
  if (busy.length === 0) return <p className="px-3.5 py-3 text-ink-2">No run ended in the last 24 hours.</p>;
  return (
    <table className="w-full text-ui">
      <thead>
        <tr className="border-line border-b text-left text-ink-3 text-xs">
          <th className="px-3.5 py-2 font-medium">Hour from</th>
          {PARTS.map(({ key, word }) => (
            <th key={key} className="px-3.5 py-2 text-right font-medium">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {busy.map((hour) => (
          <tr key={hour.at} className="border-line border-b last:border-b-0">
            <td className="px-3.5 py-1.5">{dateAndTime(hour.at)}</td>
            {PARTS.map(({ key }) => (
              <td key={key} className="px-3.5 py-1.5 text-right">
                {hour[key]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
