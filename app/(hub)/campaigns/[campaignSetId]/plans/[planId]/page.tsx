import type { Metadata } from "next";
import { planSet, pushSet } from "@/app/(hub)/syncs/actions";
import { PlanPage } from "@/components/syncs/plan-page";

export const metadata: Metadata = { title: "Plan" };

type PlanOfSetPageProps = { params: Promise<{ planId: string }> };

export default async function PlanOfSetPage({ params }: PlanOfSetPageProps) {
  const { planId } = await params;
  return <PlanPage key={planId} planId={planId} actions={{ makePlan: planSet, push: pushSet }} />;
}
