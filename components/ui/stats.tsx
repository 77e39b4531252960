import type { ReactNode } from "react";
import { cn } from "./cn";

type Stat = { label: string; value: ReactNode; note?: ReactNode; extra?: ReactNode };

/** A few figures side by side, each with what it rests on. What wraps fills its row. */
export function Stats({ stats, className }: { stats: readonly Stat[]; className?: string }) {
  return (
    <dl className={cn("flex flex-wrap gap-px overflow-hidden rounded-card border border-line bg-line", className)}>
      {stats.map(({ label, value, note, extra }) => (
        <div key={label} className="min-w-0 flex-1 basis-[40%] bg-panel px-4 py-3 lg:basis-45">
          <dt className="text-ink-3 text-ui">{label}</dt>
          <dd>
            <span className="block font-semibold text-lg leading-7 tracking-[-0.01em] sm:text-xl">{value}</span>
            {note ? <span className="block text-ink-2 text-ui">{note}</span> : null}
            {extra}
          </dd>
        </div>
      ))}
    </dl>
  );
}
