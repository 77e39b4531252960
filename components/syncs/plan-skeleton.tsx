import { PageHeaderSkeleton } from "@/components/ui/page-header-skeleton";
import { Loading, Skeleton } from "@/components/ui/skeleton";

const WIDTHS = ["w-56", "w-40", "w-64", "w-48", "w-36", "w-52", "w-44"];
const FIGURES = ["spend", "changes", "calls", "time"];

export function PlanSkeleton() {
  return (
    <Loading what="the plan">
      <PageHeaderSkeleton trail="w-44" title="w-24" note="w-60" actions={["w-40"]} />
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
