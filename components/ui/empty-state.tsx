import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type EmptyStateProps = {
  Icon: LucideIcon;
  title: string;
  /** What to do next, in one sentence. */
  children: ReactNode;
  action?: ReactNode;
};

export function EmptyState({ Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center rounded-card border border-line border-dashed px-6 py-14 text-center">
      <Icon aria-hidden className="mb-3 size-6 text-ink-3" strokeWidth={1.5} />
      <h2 className="font-semibold">{title}</h2>
      <p className="mt-1 max-w-md text-balance text-ink-2">{children}</p>
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
