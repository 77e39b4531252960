import { cn } from "@/components/ui/cn";
import { Loading, Skeleton } from "@/components/ui/skeleton";

const LINES = ["w-40", "w-56", "w-32", "w-48", "w-44"];

export function SettledSkeleton() {
  return (
    <Loading what="what was settled" className="rounded-card border border-line bg-panel">
      {LINES.map((width) => (
        <div
          key={width}
          className="grid min-h-[74px] grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-line border-b px-3.5 py-2.5 last:border-b-0 md:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_104px]"
        >
          <div className="space-y-1.5">
            <Skeleton className={cn("h-4 max-w-full", width)} />
            <Skeleton className="h-3 w-32" />
          </div>
          <Skeleton className="h-4 w-44 max-md:hidden" />
          <Skeleton className="ml-auto h-7 w-16" />
        </div>
      ))}
    </Loading>
  );
}
