import { ConflictSkeleton } from "@/components/conflicts/conflict-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function ConflictsLoading() {
  return (
    <>
      <PageHeader title="Conflicts" note="Changed here and on the platform, most money first" />
      <Skeleton className="mb-3 h-[30px] w-40" />
      <ConflictSkeleton />
    </>
  );
}
