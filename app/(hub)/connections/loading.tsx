import { ConnectionListSkeleton } from "@/components/connections/connection-list-skeleton";
import { PageHeader } from "@/components/ui/page-header";

export default function ConnectionsLoading() {
  return (
    <>
      <PageHeader title="Connections" note="Where campaigns run" />
      <ConnectionListSkeleton />
    </>
  );
}
