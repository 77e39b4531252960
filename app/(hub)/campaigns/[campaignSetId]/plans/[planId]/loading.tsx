import { PlanSkeleton } from "@/components/syncs/plan-skeleton";

export default function PlanLoading() {
  return <PlanSkeleton />;
}
