import { cn } from "@/components/ui/cn";
import { PageHeaderSkeleton } from "@/components/ui/page-header-skeleton";
import { Loading, Skeleton } from "@/components/ui/skeleton";

const LINES = [0, 1, 2, 2, 1, 2, 0, 1, 2].map((depth, index) => ({ key: `line-${index}`, depth }));

export function SetPageSkeleton() {
  return (
    <Loading what="the campaign set">
      <PageHeaderSkeleton trail="w-20" title="w-56" note="w-40" actions={["w-24", "w-16", "w-36"]} />
      <div className="mb-3 flex gap-2">
        <Skeleton className="h-8 w-64" />
        <Skeleton className="h-8 w-72 max-sm:hidden" />
      </div>
      <div className="rounded-card border border-line bg-panel">
        <div className="h-9 border-line border-b max-md:hidden" />
        {LINES.map(({ key, depth }) => (
          <div key={key} className="flex min-h-10 items-center gap-4 border-line border-b px-3.5 last:border-b-0">
            <Skeleton className={cn("h-4 w-48 max-w-[50%]", depth === 1 && "ml-6", depth === 2 && "ml-12 w-36")} />
            <span className="flex-1" />
            <Skeleton round className="h-5 w-20" />
            <Skeleton className="h-4 w-16 max-sm:hidden" />
            <Skeleton className="h-4 w-20 max-sm:hidden" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
