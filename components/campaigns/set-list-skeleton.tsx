import { cn } from "@/components/ui/cn";
import { RowSkeleton } from "@/components/ui/row-skeleton";
import { Skeleton } from "@/components/ui/skeleton";

/** Columns of the list of sets; two by two on a phone. */
export const SET_COLUMNS =
  "grid grid-cols-2 items-center gap-x-4 gap-y-1 md:grid-cols-[minmax(0,1fr)_150px_170px_120px_150px]";

export const SetListSkeleton = () => (
  <RowSkeleton
    what="campaign sets"
    columns={`${SET_COLUMNS} min-h-12 py-2`}
    headingsFrom="md"
    row={(nameWidth) => (
      <>
        <Skeleton className={cn("h-4 max-md:col-span-2", nameWidth)} />
        <Skeleton round className="h-5 w-24" />
        <Skeleton className="h-4 w-28" />
        <Skeleton className="ml-auto h-4 w-16 max-md:ml-0" />
        <Skeleton className="ml-auto h-3.5 w-20" />
      </>
    )}
  />
);
