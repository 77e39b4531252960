import { cn } from "@/components/ui/cn";
import { RowSkeleton } from "@/components/ui/row-skeleton";
import { Skeleton } from "@/components/ui/skeleton";

/** Box, name, state, money, first seen, actions; on a phone everything but the box under the name. */
export const FOUND_COLUMNS =
  "grid grid-cols-[20px_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5 lg:grid-cols-[20px_minmax(0,1fr)_90px_110px_110px_310px]";

export const FoundSkeleton = () => (
  <RowSkeleton
    what="what was found"
    columns={`${FOUND_COLUMNS} min-h-14 py-2.5`}
    headingsFrom="lg"
    row={(nameWidth) => (
      <>
        <Skeleton className="size-4" />
        <Skeleton className={cn("h-4", nameWidth)} />
        <Skeleton round className="h-5 w-16 max-lg:col-start-2" />
        <Skeleton className="h-4 w-16 max-lg:col-start-2" />
        <Skeleton className="h-3.5 w-20 max-lg:hidden" />
        <Skeleton className="h-7 w-32 max-lg:col-start-2 lg:justify-self-end" />
      </>
    )}
  />
);
