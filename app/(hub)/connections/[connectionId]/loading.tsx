import { ConnectionPageSkeleton } from "@/components/connections/connection-page-skeleton";

export default function ConnectionLoading() {
  return <ConnectionPageSkeleton />;
}
