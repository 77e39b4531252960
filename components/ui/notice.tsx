import { CircleAlert, Clock, Info, type LucideIcon, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { cn } from "./cn";

const TONES = {
  info: { Icon: Info, look: "border-line bg-panel", mark: "text-ink-2" },
  stale: { Icon: Clock, look: "border-line bg-grey-soft", mark: "text-ink-2" },
  warning: { Icon: TriangleAlert, look: "border-amber/30 bg-amber-soft", mark: "text-amber" },
  failed: { Icon: CircleAlert, look: "border-red/30 bg-red-soft", mark: "text-red" },
} as const satisfies Record<string, { Icon: LucideIcon; look: string; mark: string }>;

type NoticeProps = {
  tone: keyof typeof TONES;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  onDismiss?: () => void;
  className?: string;
};

/** A sentence about the page, in the page: it pushes nothing aside once read and dismissed. */
export function Notice({ tone, title, children, action, onDismiss, className }: NoticeProps) {
  const { Icon, look, mark } = TONES[tone];
  return (
    <div
      role={tone === "failed" ? "alert" : "status"}
      className={cn("flex items-start gap-2.5 rounded-card border px-3.5 py-2.5", look, className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", mark)} />
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-52 flex-1">
          <p className="font-medium">{title}</p>
          {children ? <div className="text-ink-2">{children}</div> : null}
        </div>
        {action ? <div className="flex flex-wrap gap-2">{action}</div> : null}
      </div>
      {onDismiss ? (
        <Button
          variant="quiet"
          size="icon-sm"
          aria-label="Dismiss this note"
          onClick={onDismiss}
          className="-my-1 -mr-2"
        >
          <X aria-hidden />
        </Button>
      ) : null}
    </div>
  );
}
