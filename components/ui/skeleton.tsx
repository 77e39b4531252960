import { cn } from "./cn";

/** A grey place for what is on its way. The region around it carries the words. */
export function Skeleton({ className, round = false }: { className?: string; round?: boolean }) {
  return (
    <span
      aria-hidden
      className={cn("block animate-breathe bg-grey-soft", round ? "rounded-full" : "rounded", className)}
    />
  );
}

/** Wraps skeletons of a page or a part: says once, to a screen reader, what is being loaded. */
export function Loading({
  what,
  className,
  children,
}: {
  what: string;
  className?: string;
  children: React.ReactNode;
}) {
  return (
    <div role="status" aria-busy="true" className={className}>
      <span className="sr-only">Loading {what}…</span>
      {children}
    </div>
  );
}
