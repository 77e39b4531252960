import { OverviewSkeleton } from "@/components/overview/overview-skeleton";
import { PageHeader } from "@/components/ui/page-header";

export default function OverviewLoading() {
  return (
    <>
      <PageHeader title="Overview" note="Is everything in step, what is moving, what needs you" />
      <OverviewSkeleton />
    </>
  );
}
