"use client";

import type { ConnectionView } from "@/lib/domain/views/connections";
import { describeDuration } from "./age";
import { cn } from "./cn";
import { useTextOfNow } from "./use-now";

type Quota = ConnectionView["quota"][number];

/** The tightest of a connection's quotas, as a gauge; all of them on hover. */
export function QuotaGauge({ quota }: { quota: readonly Quota[] }) {
  // A window that has ended counts from nothing again.
  const current = useTextOfNow((now) => JSON.stringify(quota.map((group) => usedNow(group, now))));
  const used: number[] = current ? JSON.parse(current) : quota.map((group) => group.used);
  if (quota.length === 0) return <span className="text-ink-3">not known yet</span>;
  const share = (index: number) => (used[index] ?? 0) / (quota[index]?.limit || 1);
  const tightest = quota.reduce((best, _, index) => (share(index) > share(best) ? index : best), 0);
  const group = quota[tightest];
  if (!group) return null;
  const percent = Math.min(100, Math.round(share(tightest) * 100));
  return (
    <div
      title={quota
        .map(
          (each, index) =>
            `${wordsOf(each.group)}: ${used[index]} of ${each.limit} in ${describeDuration(each.windowSeconds * 1000)}`,
        )
        .join("\n")}
    >
      <div className="flex items-baseline justify-between gap-2 text-xs">
        <span className="truncate text-ink-3">{wordsOf(group.group)}</span>
        <span className="whitespace-nowrap">
          {used[tightest]?.toLocaleString("en")} of {group.limit.toLocaleString("en")}
        </span>
      </div>
      <div
        role="meter"
        aria-label={`Quota for ${wordsOf(group.group)}`}
        aria-valuemin={0}
        aria-valuemax={group.limit}
        aria-valuenow={used[tightest]}
        className="mt-1 h-1 overflow-hidden rounded-full bg-grey-soft"
      >
        <span
          className={cn("block h-full rounded-full", percent >= 90 ? "bg-amber" : "bg-accent")}
          style={{ width: `${percent}%` }}
        />
      </div>
    </div>
  );
}

const usedNow = (group: Quota, now: number) => (group.resetsAt && Date.parse(group.resetsAt) <= now ? 0 : group.used);

const wordsOf = (group: string) => group.replace(/^ads?[-_]/, "").replaceAll(/[-_]/g, " ");
