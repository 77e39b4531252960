import { RUNS_NOTE, RunListSkeleton } from "@/components/syncs/run-list-skeleton";
import { PageHeader } from "@/components/ui/page-header";

export default function SyncsLoading() {
  return (
    <>
      <PageHeader title="Runs" note={RUNS_NOTE} />
      <RunListSkeleton />
    </>
  );
}
