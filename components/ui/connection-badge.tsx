"use client";

import type { ConnectionView } from "@/lib/domain/views/connections";
import { describeAge } from "./age";
import { connectionState } from "./connection-state";
import { type State, StateBadge } from "./state-badge";
import { useTextOfNow } from "./use-now";

/** How a connection is, by itself: it turns stale while one looks at it. */
export function ConnectionBadge({ connection }: { connection: ConnectionView }) {
  // As text, so that it is drawn again only when it changes.
  const shown = useTextOfNow((now) => {
    const { state, detail } = connectionState(connection, now);
    const age = state === "stale" && connection.lastPullAt ? `· ${describeAge(connection.lastPullAt, now)}` : null;
    return JSON.stringify({ state, detail: detail ?? age });
  });
  const { state, detail }: { state: State; detail: string | null } = shown
    ? JSON.parse(shown)
    : connectionState(connection, 0);
  return <StateBadge state={state} detail={detail} />;
}
