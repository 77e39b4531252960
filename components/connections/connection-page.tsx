"use client";

import { useQuery } from "@tanstack/react-query";
import { PlugZap } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { AccessUntil } from "@/components/ui/connection-facts";
import { Notice } from "@/components/ui/notice";
import { usePermissions } from "@/components/ui/permissions";
import { platformName } from "@/components/ui/platform-glyph";
import { QueryView } from "@/components/ui/query-view";
import { QuotaGauge } from "@/components/ui/quota-gauge";
import { RelativeTime } from "@/components/ui/relative-time";
import { Stats } from "@/components/ui/stats";
import { toast } from "@/components/ui/toast";
import { useAddressState } from "@/components/ui/use-address-state";
import { usePageTitle } from "@/components/ui/use-page-title";
import type { ConnectionDetailView } from "@/lib/domain/views/connections";
import { AccountCard } from "./account-card";
import type { ConnectionActions } from "./actions";
import { callsOf, isSignedIn } from "./calls-of";
import { ConnectionHeader } from "./connection-header";
import { ConnectionPageSkeleton } from "./connection-page-skeleton";
import { GuardrailsForm } from "./guardrails-form";
import { PoliciesCard } from "./policies-card";
import { ProblemNotice } from "./problem-notice";
import { connectionQueries } from "./queries";
import { useConnect } from "./use-connect";

type ConnectionPageProps = {
  connectionId: string;
  actions: ConnectionActions;
  /** Buttons of other features for this connection, such as reading it now. */
  more?: ReactNode;
  /** Cards of other features, below the connection's own figures. */
  beside?: ReactNode;
};

export function ConnectionPage({ connectionId, actions, more, beside }: ConnectionPageProps) {
  const query = useQuery(connectionQueries.detail(connectionId));
  return (
    <QueryView query={query} what="this connection" skeleton={<ConnectionPageSkeleton />}>
      {(connection) => <LoadedConnection connection={connection} actions={actions} more={more} beside={beside} />}
    </QueryView>
  );
}

function LoadedConnection({ connection, actions, more, beside }: Omit<ConnectionPageProps, "connectionId"> & Loaded) {
  usePageTitle(connection.name);
  const [choosing, setChoosing] = useState(false);
  useWelcome(connection);
  return (
    <>
      <ConnectionHeader connection={connection} actions={actions}>
        {/* Reading it is what a lost sign-in rules out; the notice below the title has the way out. */}
        {isSignedIn(connection) ? more : null}
      </ConnectionHeader>
      <ProblemNotice />
      <Standing connection={connection} connect={actions.connect} onChoose={() => setChoosing(true)} />
      <Health connection={connection} />
      {beside ? <div className="mt-6">{beside}</div> : null}
      <div className="mt-6 grid items-start gap-6 lg:grid-cols-2">
        <div className="space-y-6">
          <AccountCard connection={connection} edit={actions.edit} choosing={choosing} onChoosing={setChoosing} />
          <AccessCard connection={connection} />
          <PoliciesCard connection={connection} edit={actions.edit} />
        </div>
        <GuardrailsForm connection={connection} edit={actions.edit} />
      </div>
    </>
  );
}

type Loaded = { connection: ConnectionDetailView };

/** Said once after the way back from the platform. */
function useWelcome({ name, missing }: ConnectionDetailView) {
  const [connected, setConnected] = useAddressState("connected");
  const needsChoice = missing.length > 0;
  useEffect(() => {
    if (connected === null) return;
    setConnected(null);
    if (!needsChoice) toast.success(`${name} is connected.`);
  }, [connected, setConnected, needsChoice, name]);
}

/** What keeps the connection from working, and the way out of it. */
function Standing({
  connection,
  connect,
  onChoose,
}: Loaded & { connect: ConnectionActions["connect"]; onChoose: () => void }) {
  const may = usePermissions();
  const reconnect = useConnect(connect);
  const platform = platformName(connection.platform);
  const { status, statusReason, missing, breaker } = connection;
  const reconnectButton = may.connect ? (
    <Button
      variant="primary"
      icon={<PlugZap aria-hidden />}
      pending={reconnect.isPending || reconnect.isSuccess}
      onClick={() => reconnect.mutate({ connectionId: connection.id })}
    >
      Sign in at {platform} again
    </Button>
  ) : undefined;

  if (status === "reauthorize") {
    return (
      <Notice
        tone="failed"
        className="mb-4"
        title={`${platform} no longer accepts the sign-in`}
        action={reconnectButton}
      >
        {statusReason ?? "Nothing is pushed or read until someone signs in there again."} Campaigns there go on as they
        are.
      </Notice>
    );
  }
  if (status === "disconnected") {
    return (
      <Notice tone="info" className="mb-4" title="Disconnected" action={reconnectButton}>
        {statusReason ??
          "Nothing is pushed or read. Campaigns at the platform go on as they are; links and history are kept here."}
      </Notice>
    );
  }
  if (missing.length > 0) {
    return (
      <Notice
        tone="warning"
        className="mb-4"
        title={missing.includes("adAccount") ? "Choose an ad account to begin" : "Something is still to be chosen"}
        action={
          may.connect ? (
            <Button variant="primary" onClick={onChoose}>
              Choose now
            </Button>
          ) : undefined
        }
      >
        {(missing.includes("adAccount") ? null : statusReason) ?? "Nothing is pushed or read until then."}
      </Notice>
    );
  }
  if (status === "paused") {
    return (
      <Notice tone="stale" className="mb-4" title="Paused: nothing is pushed or read">
        {statusReason ?? "Campaigns at the platform go on as they are. Resume it from the menu above."}
      </Notice>
    );
  }
  if (breaker.state === "open") {
    return (
      <Notice tone="warning" className="mb-4" title={`Calls to ${platform} are stopped for now`}>
        Too many of them failed.{" "}
        {breaker.until ? (
          <>
            It is tried again <RelativeTime at={breaker.until} />, by itself.
          </>
        ) : (
          "It is tried again by itself."
        )}
      </Notice>
    );
  }
  return statusReason ? <Notice tone="warning" className="mb-4" title={statusReason} /> : null;
}

function Health({ connection }: Loaded) {
  const { lastPullAt, quota, status } = connection;
  return (
    <Stats
      stats={[
        {
          label: "Last good read",
          value: lastPullAt ? <RelativeTime at={lastPullAt} /> : "never",
          note: status === "active" ? "every 15 minutes by itself" : "not read at present",
        },
        {
          label: "Access until",
          value: <AccessUntil connection={connection} />,
          note: isSignedIn(connection) ? "renewed by itself" : "cannot be renewed",
        },
        { label: "Calls", ...callsOf(connection) },
        { label: "Quota used", value: <QuotaGauge quota={quota} /> },
      ]}
    />
  );
}

const SCOPE_WORDS: Record<string, string> = {
  adsread: "Read campaigns, ad groups, ads and funding",
  adsedit: "Create and change them",
};

function AccessCard({ connection }: Loaded) {
  return (
    <Card aria-labelledby="access">
      <CardHeader>
        <h2 id="access" className="font-semibold">
          What was allowed
        </h2>
      </CardHeader>
      {connection.scopes.length === 0 ? (
        <p className="px-3.5 py-2.5 text-ink-2">Not known. It is noted when you reconnect.</p>
      ) : (
        <ul className="divide-y divide-line">
          {connection.scopes.map((scope) => (
            <li key={scope} className="flex flex-wrap items-baseline gap-x-3 px-3.5 py-2">
              <code className="text-ui">{scope}</code>
              <span className="text-ink-2 text-ui">{SCOPE_WORDS[scope] ?? ""}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
