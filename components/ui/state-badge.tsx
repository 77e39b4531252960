import { Check, CircleDashed, Clock, Diff, Flag, type LucideIcon, Pause, RefreshCw, Shield, X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

/** The one vocabulary of state. Every page says it with this word, this colour and this mark. */
const STATES = {
  in_step: { word: "In step", Icon: Check, tone: "bg-ok-soft text-ok" },
  syncing: { word: "Syncing", Icon: RefreshCw, tone: "bg-accent-soft text-accent" },
  waiting: { word: "Waiting", Icon: CircleDashed, tone: "bg-grey-soft text-ink-2" },
  differs: { word: "Differs", Icon: Diff, tone: "bg-blue-soft text-blue" },
  conflict: { word: "Conflict", Icon: Flag, tone: "bg-amber-soft text-amber" },
  held: { word: "Held", Icon: Shield, tone: "bg-amber-soft text-amber" },
  failed: { word: "Failed", Icon: X, tone: "bg-red-soft text-red" },
  paused: { word: "Paused", Icon: Pause, tone: "bg-grey-soft text-ink-2" },
  stale: { word: "Stale", Icon: Clock, tone: "bg-grey-soft text-ink-2" },
} as const satisfies Record<string, { word: string; Icon: LucideIcon; tone: string }>;

export type State = keyof typeof STATES;

type StateBadgeProps = {
  state: State;
  /** Follows the word: a count ("41/96"), an age, a reason in two or three words. */
  detail?: ReactNode;
  className?: string;
};

export function StateBadge({ state, detail, className }: StateBadgeProps) {
  const { word, Icon, tone } = STATES[state];
  return (
    <span
      className={cn(
        "inline-flex h-5 max-w-full items-center gap-1 whitespace-nowrap rounded-full px-[7px] font-medium text-xs",
        tone,
        className,
      )}
    >
      <Icon
        aria-hidden
        strokeWidth={2.25}
        className={cn("size-3 shrink-0", state === "syncing" && "animate-[spin_2.4s_linear_infinite]")}
      />
      <span className="truncate">
        {word}
        {detail !== undefined && detail !== null && detail !== "" ? <> {detail}</> : null}
      </span>
    </span>
  );
}
