import { cn } from "@/components/ui/cn";
import { Loading, Skeleton } from "@/components/ui/skeleton";

/** Columns of the list of runs; two by two on a phone. */
export const RUN_COLUMNS =
  "grid grid-cols-2 items-center gap-x-4 gap-y-1 md:grid-cols-[minmax(0,1fr)_180px_130px_110px_110px]";

export const RUNS_NOTE = "Every push, pull and undo, newest first";

const LINES = ["w-40", "w-56", "w-32", "w-48", "w-44", "w-36"];

export function RunListSkeleton() {
  return (
    <Loading what="the runs" className="rounded-card border border-line bg-panel">
      <div className="h-9 border-line border-b max-md:hidden" />
      {LINES.map((width) => (
        <div key={width} className={cn(RUN_COLUMNS, "min-h-14 border-line border-b px-3.5 py-2 last:border-b-0")}>
          <div className="space-y-1.5 max-md:col-span-2">
            <Skeleton className={cn("h-4 max-w-full", width)} />
            <Skeleton className="h-3 w-28" />
          </div>
          <Skeleton round className="h-5 w-24" />
          <Skeleton className="ml-auto h-4 w-16" />
          <Skeleton className="ml-auto h-4 w-12 max-md:hidden" />
          <Skeleton className="ml-auto h-3.5 w-16 max-md:hidden" />
        </div>
      ))}
    </Loading>
  );
}
