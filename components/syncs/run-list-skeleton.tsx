import { cn } from "@/components/ui/cn";
import { RowSkeleton } from "@/components/ui/row-skeleton";
import { Skeleton } from "@/components/ui/skeleton";

/** Columns of the list of runs; two by two on a phone. */
export const RUN_COLUMNS =
  "grid grid-cols-2 items-center gap-x-4 gap-y-1 md:grid-cols-[minmax(0,1fr)_180px_170px_90px_110px]";

export const RUNS_NOTE = "Every push, pull and undo, newest first";

export const RunListSkeleton = () => (
  <RowSkeleton
    what="the runs"
    columns={`${RUN_COLUMNS} min-h-14 py-2`}
    headingsFrom="md"
    row={(nameWidth) => (
      <>
        <div className="space-y-1.5 max-md:col-span-2">
          <Skeleton className={cn("h-4", nameWidth)} />
          <Skeleton className="h-3 w-28" />
        </div>
        <Skeleton round className="h-5 w-24" />
        <Skeleton className="ml-auto h-4 w-16" />
        <Skeleton className="ml-auto h-4 w-12 max-md:hidden" />
        <Skeleton className="ml-auto h-3.5 w-16 max-md:hidden" />
      </>
    )}
  />
);
