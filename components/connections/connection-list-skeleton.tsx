import { cn } from "@/components/ui/cn";
import { RowSkeleton } from "@/components/ui/row-skeleton";
import { Skeleton } from "@/components/ui/skeleton";

export const CONNECTION_COLUMNS =
  "grid grid-cols-2 items-center gap-x-4 gap-y-2 lg:grid-cols-[minmax(0,1fr)_190px_110px_minmax(0,220px)_130px]";

export const ConnectionListSkeleton = () => (
  <RowSkeleton
    what="the connections"
    columns={`${CONNECTION_COLUMNS} min-h-14 py-2.5`}
    headingsFrom="lg"
    row={(nameWidth) => (
      <>
        <Skeleton className={cn("h-4 max-lg:col-span-2", nameWidth)} />
        <Skeleton round className="h-5 w-20" />
        <Skeleton className="h-4 w-16" />
        <Skeleton className="h-4 w-32 max-w-full" />
        <Skeleton className="h-4 w-16 lg:justify-self-end" />
      </>
    )}
  />
);
