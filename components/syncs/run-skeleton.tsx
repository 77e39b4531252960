import { PageHeaderSkeleton } from "@/components/ui/page-header-skeleton";
import { Loading, Skeleton } from "@/components/ui/skeleton";

const WIDTHS = ["w-52", "w-40", "w-60", "w-44", "w-56", "w-36", "w-48", "w-40"];
const FIGURES = ["landed", "failed", "left", "pace"];

export function RunSkeleton() {
  return (
    <Loading what="the run">
      <PageHeaderSkeleton trail="w-12" title="w-64" note="w-52" actions={["w-28"]} />
      <div className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-4">
        {FIGURES.map((figure) => (
          <div key={figure} className="space-y-2 bg-panel px-4 py-3">
            <Skeleton className="h-4 w-16" />
            <Skeleton className="h-6 w-20" />
            <Skeleton className="h-4 w-24" />
          </div>
        ))}
      </div>
      <Skeleton className="mt-6 mb-3 h-8 w-52" />
      <OperationsRows />
    </Loading>
  );
}

export function OperationsSkeleton() {
  return (
    <Loading what="the records of the run">
      <OperationsRows />
    </Loading>
  );
}

function OperationsRows() {
  return (
    <div className="rounded-card border border-line bg-panel">
      {WIDTHS.map((width, index) => (
        <div
          key={`${width}-${index === 1 ? "a" : index}`}
          className="flex min-h-10 items-center gap-4 border-line border-b px-3.5 last:border-b-0"
        >
          <Skeleton className={`h-4 max-w-[45%] ${width}`} />
          <span className="flex-1" />
          <Skeleton round className="h-5 w-20" />
          <Skeleton className="h-4 w-24 max-sm:hidden" />
        </div>
      ))}
    </div>
  );
}
