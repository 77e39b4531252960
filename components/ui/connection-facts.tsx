"use client";

import type { ConnectionView } from "@/lib/domain/views/connections";
import { ConnectionBadge } from "./connection-badge";
import { RelativeTime } from "./relative-time";

/** How a connection is, why, and when it is tried again. */
export function ConnectionCondition({ connection }: { connection: ConnectionView }) {
  const { statusReason, breaker } = connection;
  return (
    <>
      <ConnectionBadge connection={connection} />
      {statusReason ? <p className="mt-0.5 text-ink-2 text-xs">{statusReason}</p> : null}
      {breaker.state === "open" && breaker.until ? (
        <p className="mt-0.5 text-ink-2 text-xs">
          tries again <RelativeTime at={breaker.until} />
        </p>
      ) : null}
    </>
  );
}

/** Renewed by itself while the sign-in works. */
export function AccessUntil({ connection }: { connection: ConnectionView }) {
  if (connection.status === "reauthorize") return <span className="font-medium text-red">ended</span>;
  if (connection.status === "disconnected") return <span className="text-ink-3">–</span>;
  if (!connection.tokenExpiresAt) return <span className="text-ink-3">at first use</span>;
  return <RelativeTime at={connection.tokenExpiresAt} />;
}
