import { cn } from "@/components/ui/cn";
import { StateBadge } from "@/components/ui/state-badge";
import type { StreamState } from "./event-stream";

/** Says whether what is shown follows the work as it happens. */
export function LiveMark({ state, className }: { state: StreamState; className?: string }) {
  return (
    <span role="status" className={cn("inline-flex", className)}>
      {state === "reconnecting" ? (
        <StateBadge state="stale" detail="· reconnecting" />
      ) : (
        <span className="inline-flex h-5 items-center gap-1.5 text-ink-3 text-xs">
          <span aria-hidden className={cn("size-1.5 rounded-full", state === "open" ? "bg-ok" : "bg-line-strong")} />
          {state === "open" ? "Live" : "Connecting…"}
        </span>
      )}
    </span>
  );
}
