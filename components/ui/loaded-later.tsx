"use client";

import { type ComponentType, lazy, Suspense } from "react";
import { StillLoading } from "./still-loading";
import { untilLoaded } from "./until-loaded";

/** A page that has just come has more urgent things to fetch. Milliseconds. */
const REST_MS = 1_000;

/**
 * A part of a page whose code comes once the page is at rest, or with its first use: a dialog adds nothing to the first load,
 * opens without a wait, and opens offline. Where its code cannot be had, the page stands and says so until it is there.
 */
export function loadedLater<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) {
  let loading: ReturnType<typeof load> | null = null;
  const loadOnce = () => {
    loading ??= untilLoaded(load);
    return loading;
  };
  if (typeof window !== "undefined") setTimeout(loadOnce, REST_MS);
  const Part = lazy(loadOnce);
  return function LoadedLater(props: Props) {
    return (
      <Suspense fallback={<StillLoading />}>
        <Part {...props} />
      </Suspense>
    );
  };
}
