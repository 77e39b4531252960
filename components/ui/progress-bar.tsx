import { cn } from "./cn";

type ProgressBarProps = { label: string; done: number; failed?: number; total: number; className?: string };

/** How much of the work has landed (accent) and how much failed (red). */
export function ProgressBar({ label, done, failed = 0, total, className }: ProgressBarProps) {
  const share = (part: number) => `${total > 0 ? (part / total) * 100 : 0}%`;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done + failed}
      aria-valuetext={`${done} of ${total} done${failed ? `, ${failed} failed` : ""}`}
      className={cn("flex h-1.5 overflow-hidden rounded-full bg-grey-soft", className)}
    >
      <span className="h-full bg-accent transition-[width] duration-300" style={{ width: share(done) }} />
      <span className="h-full bg-red transition-[width] duration-300" style={{ width: share(failed) }} />
    </div>
  );
}
