"use client";

import { Plug } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { AccessUntil, ConnectionCondition } from "@/components/ui/connection-facts";
import { LabelledCell } from "@/components/ui/labelled-cell";
import { usePermissions } from "@/components/ui/permissions";
import { PlatformGlyph, platformName } from "@/components/ui/platform-glyph";
import { QuotaGauge } from "@/components/ui/quota-gauge";
import { count } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import type { OverviewView } from "@/lib/domain/views/organization";

type OverviewConnection = OverviewView["connections"][number];

export const CONNECTION_COLUMNS =
  "grid grid-cols-2 items-center gap-x-4 gap-y-2 lg:grid-cols-[minmax(0,1fr)_150px_110px_90px_minmax(0,210px)_130px]";

/** One line a connection: how it is, when it was last read, what fails, what is left of its quota and its sign-in. */
export function ConnectionLines({ connections }: { connections: readonly OverviewConnection[] }) {
  const { connect } = usePermissions();
  return (
    <Card aria-labelledby="connections">
      <CardHeader>
        <h2 id="connections" className="font-semibold">
          Connections
        </h2>
      </CardHeader>
      {connections.length === 0 ? (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3.5 py-3">
          <p className="flex items-center gap-2 text-ink-2">
            <Plug aria-hidden className="size-4" />
            No platform is connected yet.
          </p>
          <Button asChild variant="primary">
            <Link href={connect ? "/connections?connect=1" : "/connections"}>
              {connect ? "Connect a platform" : "Open the connections"}
            </Link>
          </Button>
        </div>
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
        <ConnectionCondition connection={connection} />
      </div>
      <LabelledCell label="Last read">
        {connection.lastPullAt ? <RelativeTime at={connection.lastPullAt} /> : "never"}
      </LabelledCell>
      <LabelledCell label="Failing">
        <span className={connection.failing > 0 ? "font-medium text-red" : "text-ink-3"}>{connection.failing}</span>
      </LabelledCell>
      <LabelledCell label="Quota used" className="max-lg:col-span-2">
        <QuotaGauge quota={connection.quota} />
      </LabelledCell>
      <LabelledCell label="Access until" className="lg:text-right">
        <AccessUntil connection={connection} />
      </LabelledCell>
    </div>
  );
}
