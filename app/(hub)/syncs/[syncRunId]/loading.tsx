import { RunSkeleton } from "@/components/syncs/run-skeleton";

export default function SyncRunLoading() {
  return <RunSkeleton />;
}
