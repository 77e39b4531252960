"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw, Upload } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import { outdateOthers } from "@/components/live/outdate-others";
import { runQueries } from "@/components/live/run-queries";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { useCommands } from "@/components/ui/commands";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { usePermissions } from "@/components/ui/permissions";
import { count } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { toast } from "@/components/ui/toast";
import { useListKeys } from "@/components/ui/use-list-keys";
import { VirtualRows } from "@/components/ui/virtual-rows";
import { ApiProblem, callAction } from "@/lib/api/browser";
import type { PlanView } from "@/lib/domain/views/plans";
import type { PlanActions } from "./actions";
import { keepTicks, keptTicks, tabStore } from "./kept-ticks";
import { HeldCard, SkippedCard } from "./plan-asides";
import { PlanLineRow } from "./plan-line";
import { planLines, type SetWords } from "./plan-lines";
import { toggleOperation } from "./plan-selection";
import { PlanStats } from "./plan-stats";
import { planTrail } from "./plan-trail";
import { planQueries } from "./queries";

type PlanReviewProps = { plan: PlanView; words: SetWords | undefined; actions: PlanActions };

/** The plan in full: read it, tick off what should wait, push the rest. */
export function PlanReview({ plan, words, actions }: PlanReviewProps) {
  const may = usePermissions();
  // Read in the browser, after the plan was: the server draws no plan.
  const [kept] = useState(() => keptTicks(plan.pushedBy ? null : tabStore(), plan.planId, plan));
  const [unticked, setUnticked] = useState(kept.unticked);
  const ticked = useMemo(
    () =>
      new Set(
        plan.operations
          .filter(({ id, state }) => !unticked.has(id) && (!plan.pushedBy || state !== "skipped"))
          .map(({ id }) => id),
      ),
    [plan.operations, plan.pushedBy, unticked],
  );
  const lines = useMemo(() => planLines(plan.operations, words), [plan.operations, words]);
  const [approved, setApproved] = useState(kept.approved);
  useEffect(() => keepTicks(tabStore(), plan.planId, { unticked, approved }), [plan.planId, unticked, approved]);
  const { push, replan, refused } = usePlanMutations(plan, actions, ticked, approved);
  const { pushedBy } = plan;
  // What was pushed moved the world itself: it is done with, and not stale.
  const isDone = pushedBy !== null && !pushedBy.refused;
  const stale = plan.stale || refused !== null || pushedBy !== null;
  const all = plan.operations.length;
  const chosen = useMemo(() => new Set([...ticked, ...approved]), [ticked, approved]);
  const sent = chosen.size;
  const pushLabel = sent > 0 ? `Push ${count(sent, "change")}` : "Nothing ticked";
  const approve = (id: string) =>
    setApproved((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  const setTicked = (next: ReadonlySet<string>) =>
    setUnticked(new Set(plan.operations.map((operation) => operation.id).filter((id) => !next.has(id))));
  const toggle = (id: string) => setTicked(toggleOperation(ticked, plan.operations, id));
  const toggleCampaign = (ids: readonly string[]) => {
    const next = new Set(ticked);
    const every = ids.every((id) => ticked.has(id));
    for (const id of ids) {
      if (every) next.delete(id);
      else next.add(id);
    }
    setTicked(next);
  };

  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const open = (id: string) =>
    setOpened((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  const scrollTo = useRef<((index: number) => void) | null>(null);
  const onOperation = (act: (id: string) => void) => (index: number) => {
    const line = lines[index];
    if (line?.line === "operation") act(line.operation.id);
  };
  const keyOf = (index: number) => lineKey(lines[index], index);
  const { marked } = useListKeys({
    length: lines.length,
    keyOf,
    scrollTo: (index) => scrollTo.current?.(index),
    onOpen: onOperation(open),
    keys: { x: onOperation((id) => !stale && toggle(id)) },
  });

  useCommands([
    ...(may.push && !stale && sent > 0 ? [{ id: "push-plan", label: pushLabel, run: () => push.mutate() }] : []),
    ...(may.plan ? [{ id: "replan", label: "Plan again", run: () => replan.mutate() }] : []),
  ]);

  const planAgain = may.plan ? (
    <Button
      icon={<RefreshCw aria-hidden />}
      variant={stale && !isDone ? "primary" : "default"}
      pending={replan.isPending || replan.isSuccess}
      onClick={() => replan.mutate()}
    >
      Plan again
    </Button>
  ) : null;

  return (
    <>
      <PageHeader
        trail={planTrail(plan)}
        title="Plan"
        badge={stale && !isDone ? <StateBadge state="stale" /> : null}
        note={
          <>
            made <RelativeTime at={plan.createdAt} />
            {plan.observedAt ? (
              <>
                , from what the platforms showed <RelativeTime at={plan.observedAt} />
              </>
            ) : (
              ", before anything was read from the platforms"
            )}
          </>
        }
        actions={
          <>
            {stale ? null : planAgain}
            {may.push && !stale ? (
              <Button
                variant="primary"
                icon={<Upload aria-hidden />}
                pending={push.isPending || push.isSuccess}
                disabled={sent === 0}
                onClick={() => push.mutate()}
              >
                {pushLabel}
              </Button>
            ) : null}
          </>
        }
      />
      {pushedBy ? (
        <Notice
          tone={isDone ? "info" : "warning"}
          className="mb-4"
          title={
            <>
              {isDone ? "This plan was pushed" : "The push of this plan was refused"} <RelativeTime at={pushedBy.at} />
            </>
          }
          action={
            <>
              <Button asChild variant={isDone ? "primary" : "default"}>
                <Link href={`/syncs/${pushedBy.runId}`}>Open its run</Link>
              </Button>
              {planAgain}
            </>
          }
        >
          {isDone
            ? "A plan is pushed once. Its run says what became of each change."
            : "Something changed between the push and its beginning, so nothing was sent. Plan again to see what a push would do now."}
        </Notice>
      ) : stale ? (
        <Notice tone="warning" className="mb-4" title="The world moved since this plan was made" action={planAgain}>
          {refused
            ? `Nothing was sent. ${refused}`
            : "A record was edited here, or a platform showed something new. Pushing this could undo that. Plan again to see what a push would do now."}
        </Notice>
      ) : null}
      <PlanStats plan={plan} chosen={chosen} />
      {plan.held.length > 0 ? (
        <HeldCard
          held={plan.held}
          words={words}
          approved={approved}
          onApprove={may.approve && may.push && !stale ? approve : undefined}
        />
      ) : null}
      {all > 0 ? (
        <Card className="mt-6 overflow-clip">
          <CardHeader className="sticky top-12 z-10 rounded-t-card bg-panel">
            <h2 className="font-semibold">Changes</h2>
            <span className="text-ink-3 text-ui" aria-live="polite">
              {ticked.size === all
                ? "all ticked"
                : `${ticked.size.toLocaleString("en")} of ${all.toLocaleString("en")} ticked`}
            </span>
            <span className="flex-1" />
            {stale ? null : (
              <Button
                size="sm"
                variant="quiet"
                onClick={() =>
                  setTicked(new Set(ticked.size === all ? [] : plan.operations.map((operation) => operation.id)))
                }
              >
                {ticked.size === all ? "Untick all" : "Tick all"}
              </Button>
            )}
          </CardHeader>
          <VirtualRows
            role="list"
            count={lines.length}
            estimate={44}
            keyOf={keyOf}
            scrollRef={scrollTo}
            row={(index) => {
              const line = lines[index];
              return line ? (
                <PlanLineRow
                  line={line}
                  index={index}
                  marked={marked === index}
                  ticked={ticked}
                  frozen={stale}
                  opened={line.line === "operation" && opened.has(line.operation.id)}
                  words={words}
                  onToggle={toggle}
                  onToggleCampaign={toggleCampaign}
                  onOpen={open}
                />
              ) : null;
            }}
          />
        </Card>
      ) : null}
      {plan.skipped.length > 0 ? <SkippedCard skipped={plan.skipped} /> : null}
    </>
  );
}

function lineKey(line: ReturnType<typeof planLines>[number] | undefined, index: number): string {
  if (!line) return String(index);
  if (line.line === "operation") return line.operation.id;
  return line.line === "campaign" ? `campaign-${line.campaignId}` : line.platform;
}

function usePlanMutations(
  plan: PlanView,
  actions: PlanActions,
  ticked: ReadonlySet<string>,
  approved: ReadonlySet<string>,
) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const [refused, setRefused] = useState<string | null>(null);
  const push = useMutation({
    mutationFn: () => {
      const some = ticked.size < plan.operations.length;
      const { campaignSetId, planId } = plan;
      return callAction(actions.push, {
        campaignSetId,
        planId,
        ...(some ? { operationIds: [...ticked] } : {}),
        ...(approved.size > 0 ? { approve: [...approved] } : {}),
      });
    },
    onSuccess: ({ runId, created }) => {
      void queryClient.invalidateQueries({ queryKey: runQueries.open().queryKey });
      outdateOthers(queryClient);
      if (!created)
        toast.info("A push of this set was already under way. This plan was not sent; you now follow that run.");
      router.push(`/syncs/${runId}`);
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === "plan_stale") {
        setRefused(error.message);
        void queryClient.invalidateQueries({ queryKey: planQueries.detail(plan.planId).queryKey });
      } else toast.error(error.message);
    },
  });
  const replan = useMutation({
    mutationFn: () => callAction(actions.makePlan, { campaignSetId: plan.campaignSetId }),
    onSuccess: ({ planId }) => router.replace(`/campaigns/${plan.campaignSetId}/plans/${planId}`),
    onError: (error) => toast.error(error.message),
  });
  return { push, replan, refused };
}
