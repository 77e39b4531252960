import { Loading, Skeleton } from "@/components/ui/skeleton";

const WIDTHS = ["w-56", "w-40", "w-64", "w-48", "w-36", "w-52", "w-44"];
const FIGURES = ["spend", "changes", "calls", "time"];

export function PlanSkeleton() {
  return (
    <Loading what="the plan">
      <div className="mb-5 flex flex-wrap items-end gap-4">
        <div className="flex-1 basis-64 space-y-1.5">
          <Skeleton className="h-3.5 w-44" />
          <Skeleton className="h-7 w-24" />
          <Skeleton className="h-3.5 w-60" />
        </div>
        <Skeleton className="h-8 w-40" />
      </div>
      <div className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-4">
        {FIGURES.map((figure) => (
          <div key={figure} className="space-y-2 bg-panel px-4 py-3">
            <Skeleton className="h-4 w-20" />
            <Skeleton className="h-6 w-28" />
            <Skeleton className="h-4 w-32" />
          </div>
        ))}
      </div>
      <div className="mt-6 rounded-card border border-line bg-panel">
        <div className="h-10 border-line border-b" />
        {WIDTHS.map((width) => (
          <div key={width} className="flex min-h-12 items-center gap-4 border-line border-b px-3.5 last:border-b-0">
            <Skeleton className="size-4" />
            <Skeleton className={`h-4 max-w-[40%] ${width}`} />
            <span className="flex-1" />
            <Skeleton className="h-4 w-40 max-sm:hidden" />
            <Skeleton className="h-4 w-14" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
