"use client";

import { Plug } from "lucide-react";
import Link from "next/link";
import { describeAge } from "@/components/ui/age";
import { Card, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { connectionState } from "@/components/ui/connection-state";
import { PlatformGlyph, platformName } from "@/components/ui/platform-glyph";
import { QuotaGauge } from "@/components/ui/quota-gauge";
import { count } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { useTextOfNow } from "@/components/ui/use-now";
import type { OverviewView } from "@/lib/domain/views";

type OverviewConnection = OverviewView["connections"][number];

export const CONNECTION_COLUMNS =
  "grid grid-cols-2 items-center gap-x-4 gap-y-2 lg:grid-cols-[minmax(0,1fr)_150px_110px_90px_minmax(0,210px)_130px]";

/** One line a connection: how it is, when it was last read, what fails, what is left of its quota and its sign-in. */
export function ConnectionLines({ connections }: { connections: readonly OverviewConnection[] }) {
  return (
    <Card aria-labelledby="connections">
      <CardHeader>
        <h2 id="connections" className="font-semibold">
          Connections
        </h2>
      </CardHeader>
      {connections.length === 0 ? (
        <p className="flex items-center gap-2 px-3.5 py-3 text-ink-2">
          <Plug aria-hidden className="size-4" />
          No platform is connected yet.
        </p>
      ) : (
        <div role="table" aria-labelledby="connections">
          <div role="rowgroup" className="max-lg:sr-only">
            <div role="row" className={cn(CONNECTION_COLUMNS, "h-9 border-line border-b px-3.5 text-ink-3 text-xs")}>
              <span role="columnheader">Connection</span>
              <span role="columnheader">State</span>
              <span role="columnheader">Last read</span>
              <span role="columnheader">Failing</span>
              <span role="columnheader">Quota used</span>
              <span role="columnheader" className="lg:text-right">
                Access until
              </span>
            </div>
          </div>
          <div role="rowgroup">
            {connections.map((connection) => (
              <ConnectionLine key={connection.id} connection={connection} />
            ))}
          </div>
        </div>
      )}
    </Card>
  );
}

function ConnectionLine({ connection }: { connection: OverviewConnection }) {
  // As text, so that the line is drawn again only when its state changes.
  const [state, detail] = useTextOfNow((now) => {
    const verdict = connectionState(connection, now);
    const age =
      verdict.state === "stale" && connection.lastPullAt ? `· ${describeAge(connection.lastPullAt, now)}` : "";
    return `${verdict.state}|${verdict.detail ?? age}`;
  }).split("|");
  const shown = connectionState(connection, 0).state;
  return (
    <div role="row" className={cn(CONNECTION_COLUMNS, "border-line border-b px-3.5 py-2.5 last:border-b-0")}>
      <div role="cell" className="flex min-w-0 items-center gap-2.5 max-lg:col-span-2">
        <PlatformGlyph platform={connection.platform} named />
        <div className="min-w-0">
          <Link href={`/connections/${connection.id}`} className="block truncate font-medium hover:underline">
            {connection.name}
          </Link>
          <p className="truncate text-ink-3 text-xs">
            {platformName(connection.platform)} · {count(connection.campaigns, "campaign")}
            {connection.mode === "simulator" ? " · simulator" : ""}
          </p>
        </div>
      </div>
      <div role="cell" className="min-w-0">
        <StateBadge state={isState(state) ? state : shown} detail={detail || null} />
        {connection.statusReason ? <p className="mt-0.5 text-ink-2 text-xs">{connection.statusReason}</p> : null}
        {connection.breaker.state === "open" && connection.breaker.until ? (
          <p className="mt-0.5 text-ink-2 text-xs">
            tries again <RelativeTime at={connection.breaker.until} />
          </p>
        ) : null}
      </div>
      <Cell label="Last read">{connection.lastPullAt ? <RelativeTime at={connection.lastPullAt} /> : "never"}</Cell>
      <Cell label="Failing">
        <span className={connection.failing > 0 ? "font-medium text-red" : "text-ink-3"}>{connection.failing}</span>
      </Cell>
      <Cell label="Quota used" className="max-lg:col-span-2">
        <QuotaGauge quota={connection.quota} />
      </Cell>
      <Cell label="Access until" className="lg:text-right">
        {connection.tokenExpiresAt ? (
          <RelativeTime at={connection.tokenExpiresAt} />
        ) : (
          <span className="text-ink-3">never</span>
        )}
      </Cell>
    </div>
  );
}

const STATE_NAMES = [
  "in_step",
  "syncing",
  "waiting",
  "differs",
  "conflict",
  "held",
  "failed",
  "paused",
  "stale",
] as const;
const isState = (text: string | undefined): text is (typeof STATE_NAMES)[number] =>
  STATE_NAMES.some((name) => name === text);

const Cell = ({ label, className, children }: { label: string; className?: string; children: React.ReactNode }) => (
  <div role="cell" className={cn("min-w-0 text-ink-2 text-ui", className)}>
    <span aria-hidden className="mr-1.5 text-ink-3 text-xs lg:hidden">
      {label}
    </span>
    {children}
  </div>
);
