import { Card } from "@/components/ui/card";
import { Loading, Skeleton } from "@/components/ui/skeleton";

export function ConnectionPageSkeleton() {
  return (
    <Loading what="this connection">
      <Skeleton className="h-3 w-24" />
      <Skeleton className="mt-3 mb-6 h-6 w-64 max-w-full" />
      <Skeleton className="mb-6 h-20 w-full rounded-card" />
      <div className="grid gap-6 lg:grid-cols-2">
        {["account", "guardrails"].map((part) => (
          <Card key={part} className="space-y-4 p-3.5">
            <Skeleton className="h-4 w-32" />
            {["one", "two", "three", "four"].map((line) => (
              <Skeleton key={line} className="h-4 w-full" />
            ))}
          </Card>
        ))}
      </div>
    </Loading>
  );
}
