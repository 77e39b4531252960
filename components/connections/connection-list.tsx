"use client";

import { useQuery } from "@tanstack/react-query";
import { Plug, Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { useCommands } from "@/components/ui/commands";
import { AccessUntil, ConnectionCondition } from "@/components/ui/connection-facts";
import { EmptyState } from "@/components/ui/empty-state";
import { LabelledCell } from "@/components/ui/labelled-cell";
import { loadedLater } from "@/components/ui/loaded-later";
import { PageHeader } from "@/components/ui/page-header";
import { usePermissions } from "@/components/ui/permissions";
import { PlatformGlyph, platformName } from "@/components/ui/platform-glyph";
import { QueryView } from "@/components/ui/query-view";
import { QuotaGauge } from "@/components/ui/quota-gauge";
import { count } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { Heading, Row, RowTable } from "@/components/ui/row-table";
import { useAddressState } from "@/components/ui/use-address-state";
import type { ConnectionView } from "@/lib/domain/views/connections";
import type { ConnectionActions, ConnectOption } from "./actions";
import { CONNECTION_COLUMNS, ConnectionListSkeleton } from "./connection-list-skeleton";
import { ProblemNotice } from "./problem-notice";
import { connectionQueries } from "./queries";

const ConnectDialog = loadedLater(() => import("./connect-dialog"));

type ConnectionListProps = { options: readonly ConnectOption[]; connect: ConnectionActions["connect"] };

/** Every platform account the organisation works in, and how each of them is. */
export function ConnectionList({ options, connect }: ConnectionListProps) {
  const query = useQuery(connectionQueries.list());
  const [adding, setAdding] = useAddressState("connect");
  const may = usePermissions();
  useCommands(may.connect ? [{ id: "connect", label: "Connect a platform", run: () => setAdding("1") }] : []);

  const add = may.connect ? (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setAdding("1")}>
      Connect a platform
    </Button>
  ) : null;

  return (
    <>
      <PageHeader
        title="Connections"
        note={query.data ? count(query.data.items.length, "connection") : "Where campaigns run"}
        actions={add}
      />
      <ProblemNotice />
      <QueryView query={query} what="the connections" skeleton={<ConnectionListSkeleton />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState Icon={Plug} title="No platform is connected yet" action={add}>
              {may.connect
                ? "Connect the account that campaigns run in. You sign in at the platform and allow access; nothing is changed there before you push."
                : "An admin or an owner connects the accounts that campaigns run in."}
            </EmptyState>
          ) : (
            <ConnectionTable connections={items} />
          )
        }
      </QueryView>
      {adding && may.connect ? (
        <ConnectDialog options={options} connect={connect} onClose={() => setAdding(null)} />
      ) : null}
    </>
  );
}

function ConnectionTable({ connections }: { connections: readonly ConnectionView[] }) {
  const router = useRouter();
  return (
    <RowTable
      label="Connections"
      items={connections}
      columns={`${CONNECTION_COLUMNS} max-lg:sr-only`}
      headings={
        <>
          <Heading>Connection</Heading>
          <Heading>State</Heading>
          <Heading>Last read</Heading>
          <Heading>Quota used</Heading>
          <Heading right>Access until</Heading>
        </>
      }
      estimate={61}
      row={(connection, at) => <ConnectionLine connection={connection} {...at} />}
      onOpen={({ id }) => router.push(`/connections/${id}`)}
    />
  );
}

type ConnectionLineProps = { connection: ConnectionView; index: number; marked: boolean };

function ConnectionLine({ connection, index, marked }: ConnectionLineProps) {
  const { platform, mode, account } = connection;
  return (
    <Row index={index} marked={marked} className={cn(CONNECTION_COLUMNS, "relative py-2.5")}>
      <div role="cell" className="flex min-w-0 items-center gap-2.5 max-lg:col-span-2">
        <PlatformGlyph platform={platform} named />
        <div className="min-w-0">
          {/* The whole line leads there; the link is what a screen reader and the Tab key find. */}
          <Link
            href={`/connections/${connection.id}`}
            className="block truncate font-medium after:absolute after:inset-0"
          >
            {connection.name}
          </Link>
          <p className="truncate text-ink-3 text-xs">
            {platformName(platform)}
            {mode === "simulator" ? " · simulator" : ""}
            {account ? ` · ${account.name}, ${account.currency}` : ""}
          </p>
        </div>
      </div>
      <div role="cell" className="min-w-0 max-lg:col-span-2">
        <ConnectionCondition connection={connection} />
      </div>
      <LabelledCell label="Last read">
        {connection.lastPullAt ? <RelativeTime at={connection.lastPullAt} /> : "never"}
      </LabelledCell>
      {/* In the order of the headings, for who hears them; where these are not seen, the wide gauge has a line of its own. */}
      <LabelledCell label="Quota used" className="max-lg:order-last max-lg:col-span-2">
        <QuotaGauge quota={connection.quota} />
      </LabelledCell>
      <LabelledCell label="Access until" className="lg:text-right">
        <AccessUntil connection={connection} />
      </LabelledCell>
    </Row>
  );
}
