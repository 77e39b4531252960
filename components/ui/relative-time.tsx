"use client";

import { describeAge, exactInstant } from "./age";
import { useTextOfNow } from "./use-now";

/** An age that keeps itself up to date; the exact instant, with its zone, is on hover. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const text = useTextOfNow((now) => describeAge(at, now));
  return (
    <time dateTime={at} title={exactInstant(at)} className={className} suppressHydrationWarning>
      {text}
    </time>
  );
}
