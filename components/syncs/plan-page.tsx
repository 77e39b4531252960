"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Flag } from "lucide-react";
import Link from "next/link";
import { setQueries } from "@/components/live/set-queries";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryView } from "@/components/ui/query-view";
import { count } from "@/components/ui/record-words";
import { StateBadge } from "@/components/ui/state-badge";
import { usePageTitle } from "@/components/ui/use-page-title";
import type { PlanView } from "@/lib/domain/views/plans";
import type { PlanActions } from "./actions";
import { setWords } from "./plan-lines";
import { PlanReview } from "./plan-review";
import { PlanSkeleton } from "./plan-skeleton";
import { planTrail } from "./plan-trail";
import { planQueries } from "./queries";

export function PlanPage({ planId, actions }: { planId: string; actions: PlanActions }) {
  const query = useQuery(planQueries.detail(planId));
  return (
    <QueryView query={query} what="this plan" skeleton={<PlanSkeleton />}>
      {(plan) => <LoadedPlan plan={plan} actions={actions} />}
    </QueryView>
  );
}

function LoadedPlan({ plan, actions }: { plan: PlanView; actions: PlanActions }) {
  usePageTitle(`Plan for ${plan.campaignSetName}`);
  const set = useQuery({ ...setQueries.detail(plan.campaignSetId), select: setWords });
  if (plan.operations.length + plan.held.length > 0) {
    return <PlanReview key={plan.planId} plan={plan} words={set.data} actions={actions} />;
  }
  if (set.data && set.data.conflicts > 0) return <OnlyConflicts plan={plan} conflicts={set.data.conflicts} />;
  return (
    <>
      <PageHeader trail={planTrail(plan)} title="Plan" badge={<StateBadge state="in_step" />} />
      <EmptyState
        Icon={CircleCheck}
        title="Nothing to push"
        action={
          <Button asChild>
            <Link href={`/campaigns/${plan.campaignSetId}`}>Back to {plan.campaignSetName}</Link>
          </Button>
        }
      >
        Everything in this set is on its platforms as it stands here.
        {plan.skipped.length > 0
          ? ` ${count(plan.skipped.length, "record has", "records have")} no counterpart there and ${plan.skipped.length === 1 ? "is" : "are"} never pushed.`
          : ""}
      </EmptyState>
    </>
  );
}

/** Nothing can be sent, and it is not in step either: a record that is gone there and was edited here, for one. */
function OnlyConflicts({ plan, conflicts }: { plan: PlanView; conflicts: number }) {
  return (
    <>
      <PageHeader trail={planTrail(plan)} title="Plan" badge={<StateBadge state="conflict" />} />
      <EmptyState
        Icon={Flag}
        title="Nothing to push until you decide"
        action={
          <Button asChild variant="primary">
            <Link href={`/conflicts?set=${plan.campaignSetId}`}>Decide</Link>
          </Button>
        }
      >
        {count(conflicts, "record")} changed on both sides. The rest of this set is on its platforms as it stands here.
      </EmptyState>
    </>
  );
}
