import { cn } from "@/components/ui/cn";
import { Loading, Skeleton } from "@/components/ui/skeleton";

/** Columns of the list of sets; two by two on a phone. */
export const SET_COLUMNS =
  "grid grid-cols-2 items-center gap-x-4 gap-y-1 md:grid-cols-[minmax(0,1fr)_150px_170px_120px_150px]";

const LINES = ["w-40", "w-56", "w-32", "w-48", "w-44", "w-36"];

export function SetListSkeleton() {
  return (
    <Loading what="campaign sets" className="rounded-card border border-line bg-panel">
      <div className="h-9 border-line border-b max-md:hidden" />
      {LINES.map((width) => (
        <div key={width} className={cn(SET_COLUMNS, "min-h-12 border-line border-b px-3.5 py-2 last:border-b-0")}>
          <Skeleton className={cn("h-4 max-w-full max-md:col-span-2", width)} />
          <Skeleton round className="h-5 w-24" />
          <Skeleton className="h-4 w-28" />
          <Skeleton className="ml-auto h-4 w-16 max-md:ml-0" />
          <Skeleton className="ml-auto h-3.5 w-20" />
        </div>
      ))}
    </Loading>
  );
}
