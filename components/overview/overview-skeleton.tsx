import { Card } from "@/components/ui/card";
import { Loading, Skeleton } from "@/components/ui/skeleton";

const PARTS = [
  { part: "needs-you", lines: ["one", "two", "three"] },
  { part: "running", lines: ["one"] },
  { part: "connections", lines: ["one", "two"] },
];

export function OverviewSkeleton() {
  return (
    <Loading what="the overview" className="space-y-6">
      {PARTS.map(({ part, lines }) => (
        <Card key={part}>
          <div className="flex h-10 items-center border-line border-b px-3.5">
            <Skeleton className="h-4 w-28" />
          </div>
          {lines.map((line) => (
            <div
              key={line}
              className="flex min-h-13 items-center gap-4 border-line border-b px-3.5 py-2.5 last:border-b-0"
            >
              <Skeleton round className="h-5 w-20" />
              <Skeleton className="h-4 w-56 max-w-[50%]" />
              <span className="flex-1" />
              <Skeleton className="h-4 w-24 max-sm:hidden" />
            </div>
          ))}
        </Card>
      ))}
      <Card className="p-3.5">
        <Skeleton className="h-4 w-32" />
        <Skeleton className="mt-4 h-14 w-full" />
      </Card>
    </Loading>
  );
}
