import { cn } from "@/components/ui/cn";
import { Loading, Skeleton } from "@/components/ui/skeleton";

export const CONNECTION_COLUMNS =
  "grid grid-cols-2 items-center gap-x-4 gap-y-2 lg:grid-cols-[minmax(0,1fr)_190px_110px_minmax(0,220px)_130px]";

export function ConnectionListSkeleton() {
  return (
    <Loading what="the connections" className="overflow-clip rounded-card border border-line bg-panel">
      <div className="h-9 border-line border-b max-lg:hidden" />
      {["one", "two", "three"].map((line) => (
        <div
          key={line}
          className={cn(CONNECTION_COLUMNS, "min-h-14 border-line border-b px-3.5 py-2.5 last:border-b-0")}
        >
          <Skeleton className="h-4 w-44 max-w-full max-lg:col-span-2" />
          <Skeleton round className="h-5 w-20" />
          <Skeleton className="h-4 w-16" />
          <Skeleton className="h-4 w-32 max-w-full" />
          <Skeleton className="h-4 w-16 lg:justify-self-end" />
        </div>
      ))}
    </Loading>
  );
}
