import { cn } from "@/components/ui/cn";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { VALUE_COLUMNS } from "./field-values";

const CARDS = [
  { name: "w-48", value: "w-32" },
  { name: "w-36", value: "w-20" },
  { name: "w-56", value: "w-40" },
];

export function ConflictSkeleton() {
  return (
    <Loading what="the conflicts" className="space-y-3">
      {CARDS.map(({ name, value }) => (
        <div key={name} className="rounded-card border border-line bg-panel">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-2.5">
            <Skeleton round className="h-5 w-20" />
            <Skeleton className={cn("h-4 max-w-full", name)} />
            <Skeleton className="ml-auto h-4 w-24 max-sm:hidden" />
            <div className="flex h-6 w-full items-center gap-4">
              <Skeleton className="size-[18px]" />
              <Skeleton className="h-3 w-20" />
              <Skeleton className="h-3 w-24" />
            </div>
          </div>
          <div className="h-7 bg-sunken px-3.5 py-2">
            <Skeleton className="h-3 w-14" />
          </div>
          <div className={VALUE_COLUMNS}>
            {["before", "here", "there"].map((side) => (
              <div key={side} className="space-y-1.5 bg-panel px-3.5 py-3">
                <Skeleton className="h-3 w-20" />
                <Skeleton className={cn("h-5 max-w-full", value)} />
              </div>
            ))}
          </div>
          <div className="flex flex-wrap gap-2 border-line border-t px-3.5 py-2.5">
            <Skeleton className="h-8 w-36" />
            <Skeleton className="h-8 w-40" />
          </div>
        </div>
      ))}
    </Loading>
  );
}
