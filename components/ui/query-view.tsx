"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { CircleAlert, RefreshCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { GoneState, isGone } from "./gone-state";
import { Notice } from "./notice";
import { RelativeTime } from "./relative-time";

type QueryViewProps<Data> = {
  query: UseQueryResult<Data, Error>;
  /** "your campaign sets": completes "Could not load …". */
  what: string;
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
};

/** One read, in each of its states: on its way, not there, failed with nothing to show, shown but no longer fresh, shown. */
export function QueryView<Data>({ query, what, skeleton, children }: QueryViewProps<Data>) {
  // A next page that failed leaves what is shown as fresh as it was, and is told at the end of its list. The query keeps
  // that failure while it is read again from the start.
  const [pageFailedAt, setPageFailedAt] = useState(0);
  if (isNextPageFailed(query) && query.errorUpdatedAt !== pageFailedAt) setPageFailedAt(query.errorUpdatedAt);
  if (query.isError && query.errorUpdatedAt !== pageFailedAt && isGone(query.error))
    return <GoneState error={query.error} wasHere={query.data !== undefined} />;
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && query.errorUpdatedAt !== pageFailedAt ? <RefreshFailed query={query} what={what} /> : null}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) {
    return (
      <FailedState
        what={what}
        reason={query.error.message}
        retrying={query.isFetching}
        onRetry={() => query.refetch()}
      />
    );
  }
  return skeleton;
}

const isNextPageFailed = (query: object) => "isFetchNextPageError" in query && query.isFetchNextPageError === true;

function RefreshFailed<Data>({ query, what }: { query: UseQueryResult<Data, Error>; what: string }) {
  // Dismissed for this failure only: the next one is news again.
  const [dismissedAt, setDismissedAt] = useState(0);
  if (dismissedAt === query.errorUpdatedAt) return null;
  return (
    <Notice
      tone="stale"
      className="mb-4"
      title={`Stale: could not refresh ${what}`}
      onDismiss={() => setDismissedAt(query.errorUpdatedAt)}
      action={
        <Button size="sm" icon={<RefreshCw aria-hidden />} pending={query.isFetching} onClick={() => query.refetch()}>
          Refresh now
        </Button>
      }
    >
      {query.error?.message} What you see is from <RelativeTime at={new Date(query.dataUpdatedAt).toISOString()} />.
    </Notice>
  );
}

type FailedStateProps = { what: string; reason: string; retrying?: boolean; onRetry?: () => void; action?: ReactNode };

export function FailedState({ what, reason, retrying, onRetry, action }: FailedStateProps) {
  return (
    <div role="alert" className="flex flex-col items-center rounded-card border border-line px-6 py-14 text-center">
      <CircleAlert aria-hidden className="mb-3 size-6 text-red" strokeWidth={1.5} />
      <h2 className="font-semibold">Could not load {what}</h2>
      <p className="mt-1 max-w-md text-balance text-ink-2">{reason}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        {onRetry ? (
          <Button icon={<RefreshCw aria-hidden />} pending={retrying} onClick={onRetry}>
            Load again
          </Button>
        ) : null}
        {action}
      </div>
    </div>
  );
}
