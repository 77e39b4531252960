import { cn } from "@/components/ui/cn";
import { Loading, Skeleton } from "@/components/ui/skeleton";

/** Box, name, state, money, first seen, actions; on a phone everything but the box under the name. */
export const FOUND_COLUMNS =
  "grid grid-cols-[20px_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5 lg:grid-cols-[20px_minmax(0,1fr)_90px_110px_110px_310px]";

const LINES = ["w-56", "w-40", "w-64", "w-48", "w-52"];

export function FoundSkeleton() {
  return (
    <Loading what="what was found" className="overflow-clip rounded-card border border-line bg-panel">
      <div className="h-9 border-line border-b max-lg:hidden" />
      {LINES.map((width) => (
        <div key={width} className={cn(FOUND_COLUMNS, "min-h-14 border-line border-b px-3.5 py-2.5 last:border-b-0")}>
          <Skeleton className="size-4" />
          <Skeleton className={cn("h-4 max-w-full", width)} />
          <Skeleton round className="h-5 w-16 max-lg:col-start-2" />
          <Skeleton className="h-4 w-16 max-lg:col-start-2" />
          <Skeleton className="h-3.5 w-20 max-lg:hidden" />
          <Skeleton className="h-7 w-32 max-lg:col-start-2 lg:justify-self-end" />
        </div>
      ))}
    </Loading>
  );
}
