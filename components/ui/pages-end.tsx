"use client";

import { RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { FailedState } from "./query-view";
import type { Pages } from "./use-pages";

const LOOK = "flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-t px-3.5 py-2 text-xs";

/** Where a list ends that is not read to its end: the next page is on its way, or could not be read. */
export function PagesEnd({ pages: { failure, isReading, tryAgain } }: { pages: Pages }) {
  return (
    <div role="status">
      {failure !== null ? (
        <div className={LOOK}>
          <span className="min-w-0 text-red">Could not load more: {failure}</span>
          <Button size="sm" icon={<RefreshCw aria-hidden />} pending={isReading} onClick={tryAgain}>
            Try again
          </Button>
        </div>
      ) : isReading ? (
        <p className={`${LOOK} text-ink-3`}>Loading more…</p>
      ) : null}
    </div>
  );
}

/** In place of a list of which nothing read so far is to be shown: what is not read yet may hold it. */
export function PagesToCome({ pages, skeleton }: { pages: Pages; skeleton: ReactNode }) {
  if (pages.failure === null) return skeleton;
  return <FailedState what="the rest" reason={pages.failure} retrying={pages.isReading} onRetry={pages.tryAgain} />;
}
