"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, ListChecks, Pause, Play, Trash2, Upload } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { outdateOthers } from "@/components/live/outdate-others";
import { setQueries } from "@/components/live/set-queries";
import { Button } from "@/components/ui/button";
import { useCommands } from "@/components/ui/commands";
import { loadedLater } from "@/components/ui/loaded-later";
import { Menu, MenuItem } from "@/components/ui/menu";
import { PageHeader } from "@/components/ui/page-header";
import { usePermissions } from "@/components/ui/permissions";
import { platformName } from "@/components/ui/platform-glyph";
import { count } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { toast } from "@/components/ui/toast";
import { ApiProblem, callAction } from "@/lib/api/browser";
import type { CampaignSetView } from "@/lib/domain/views/campaigns";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import type { CampaignActions } from "./actions";
import { InlineEdit } from "./inline-edit";
import { countPushable, type StateTally, setState } from "./record-state";

const ConfirmDialog = loadedLater(() => import("@/components/ui/confirm-dialog"));

type SetHeaderProps = {
  set: CampaignSetView;
  tally: StateTally;
  run: SyncRunView | null;
  /** A run this page has asked for, until the stream tells of it. */
  startedRunId: string | null;
  actions: CampaignActions;
  onRunStarted: (runId: string) => void;
};

export function SetHeader({ set, tally, run, startedRunId, actions, onRunStarted }: SetHeaderProps) {
  const may = usePermissions();
  // Records deleted here that a platform still holds are counted by the server; the tree no longer shows them.
  const removals = Math.max(0, set.sync.total - tally.total);
  const pushable = countPushable(tally) + removals;
  const badge = setState(
    { ...tally, total: tally.total + removals, differs: tally.differs + removals },
    { running: run !== null },
  );
  const { plan, push, pauseOrResume, rename } = useSetMutations({ set, actions, onRunStarted });
  const active = set.campaigns.filter((campaign) => campaign.status === "active").length;
  const paused = set.campaigns.filter((campaign) => campaign.status === "paused").length;
  const runId = run?.id ?? (push.isPending ? startedRunId : null);
  const pushLabel = pushable > 0 ? `Push ${count(pushable, "change")}` : "Nothing to push";

  useCommands([
    ...(may.plan ? [{ id: "plan", label: `Plan what a push of ${set.name} would do`, run: () => plan.mutate() }] : []),
    ...(may.push && pushable > 0 && !run ? [{ id: "push", label: pushLabel, run: () => push.mutate() }] : []),
    ...(may.push && active > 0
      ? [{ id: "pause", label: `Pause ${count(active, "campaign")}`, run: () => pauseOrResume.mutate(false) }]
      : []),
    ...(may.push && paused > 0
      ? [{ id: "resume", label: `Resume ${count(paused, "campaign")}`, run: () => pauseOrResume.mutate(true) }]
      : []),
  ]);

  return (
    <PageHeader
      trail={[{ href: "/campaigns", label: "Campaigns" }]}
      title={
        may.edit ? (
          <InlineEdit
            label={`Name of the set ${set.name}`}
            value={set.name}
            shown={set.name}
            onSave={rename}
            className="font-semibold text-xl leading-7 tracking-[-0.01em]"
          />
        ) : (
          set.name
        )
      }
      badge={<StateBadge state={badge.state} detail={badge.detail} />}
      note={<SourceAndAge set={set} />}
      actions={
        <>
          {may.push && active > 0 ? (
            <Button
              title={`Pauses ${count(active, "running campaign")} on their platforms`}
              icon={<Pause aria-hidden />}
              pending={pauseOrResume.isPending}
              onClick={() => pauseOrResume.mutate(false)}
            >
              Pause set
            </Button>
          ) : null}
          {may.push && active === 0 && paused > 0 ? (
            <Button
              title={`Starts ${count(paused, "paused campaign")} on their platforms`}
              icon={<Play aria-hidden />}
              pending={pauseOrResume.isPending}
              onClick={() => pauseOrResume.mutate(true)}
            >
              Resume set
            </Button>
          ) : null}
          {may.plan ? (
            <Button
              icon={<ListChecks aria-hidden />}
              pending={plan.isPending || plan.isSuccess}
              onClick={() => plan.mutate()}
            >
              {plan.isPending ? "Planning…" : "Plan"}
            </Button>
          ) : null}
          {runId ? (
            <Button variant="primary" asChild>
              <Link href={`/syncs/${runId}`}>Follow the run</Link>
            </Button>
          ) : may.push ? (
            <Button
              variant="primary"
              icon={<Upload aria-hidden />}
              pending={push.isPending}
              disabled={pushable === 0}
              onClick={() => push.mutate()}
            >
              {pushLabel}
            </Button>
          ) : null}
        </>
      }
      menu={
        may.edit ? (
          <SetMenu
            set={set}
            actions={actions}
            resumable={may.push && active > 0 ? paused : 0}
            onResume={() => pauseOrResume.mutate(true)}
          />
        ) : null
      }
    />
  );
}

function SourceAndAge({ set }: { set: CampaignSetView }) {
  if (!set.lastSyncedAt) return "Never pushed";
  return (
    <>
      {set.platforms.map(platformName).join(", ")} · last pushed <RelativeTime at={set.lastSyncedAt} /> ·{" "}
      <Link href={`/syncs?set=${set.id}`} className="rounded underline underline-offset-2 hover:text-ink">
        its runs
      </Link>
    </>
  );
}

type SetMutationsOptions = { set: CampaignSetView; actions: CampaignActions; onRunStarted: (runId: string) => void };

function useSetMutations({ set, actions, onRunStarted }: SetMutationsOptions) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const { queryKey } = setQueries.detail(set.id);
  const tell = (error: Error) => toast.error(error.message);

  const plan = useMutation({
    mutationFn: () => callAction(actions.makePlan, { campaignSetId: set.id }),
    onSuccess: ({ planId }) => router.push(`/campaigns/${set.id}/plans/${planId}`),
    onError: tell,
  });
  const push = useMutation({
    mutationFn: () => callAction(actions.push, { campaignSetId: set.id }),
    onSuccess: ({ runId, created }) => {
      onRunStarted(runId);
      if (!created) toast.info("A push of this set was already under way. You now follow that one.");
    },
    onError: tell,
  });
  const pauseOrResume = useMutation({
    mutationFn: (running: boolean) => callAction(actions.setRunning, { campaignSetId: set.id, running }),
    onSuccess: ({ runId }, running) => {
      onRunStarted(runId);
      void queryClient.invalidateQueries({ queryKey });
      toast.success(
        running ? "The set is being resumed on its platforms." : "The set is being paused on its platforms.",
      );
    },
    onError: tell,
  });

  // The reason of a failure is told beside the name.
  const rename = useMutation({
    mutationFn: (name: string) => callAction(actions.renameSet, { id: set.id, patch: { name, version: set.version } }),
    onSuccess: ({ name, version }) => {
      queryClient.setQueryData<CampaignSetView>(queryKey, (held) => held && { ...held, name, version });
      outdateOthers(queryClient, queryKey);
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === "stale_version")
        void queryClient.invalidateQueries({ queryKey });
    },
  });

  return { plan, push, pauseOrResume, rename: rename.mutateAsync };
}

type SetMenuProps = { set: CampaignSetView; actions: CampaignActions; resumable: number; onResume: () => void };

function SetMenu({ set, actions, resumable, onResume }: SetMenuProps) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => callAction(actions.deleteSet, { id: set.id }),
    onSuccess: () => {
      outdateOthers(queryClient);
      router.push("/campaigns");
      toast.success(`Deleted the set “${set.name}”.`);
    },
    onError: (error) => toast.error(error.message),
  });
  const linked = set.campaigns.some((campaign) => campaign.sync.platformId !== null);
  return (
    <>
      <Menu
        trigger={
          <Button size="icon" aria-label={`More actions for ${set.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {resumable > 0 ? (
          <MenuItem icon={<Play aria-hidden />} onSelect={onResume}>
            Resume {count(resumable, "paused campaign")}
          </MenuItem>
        ) : null}
        <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => setAsking(true)}>
          Delete the set
        </MenuItem>
      </Menu>
      {asking ? (
        <ConfirmDialog
          open
          onOpenChange={setAsking}
          title={linked ? `“${set.name}” cannot be deleted yet` : `Delete the set “${set.name}”?`}
          {...(linked ? {} : { confirm: `Delete the set and its ${count(set.campaigns.length, "campaign")}` })}
          keep="Keep the set"
          pending={remove.isPending}
          onConfirm={() => remove.mutate()}
        >
          <p>
            {linked
              ? "Its campaigns are on a platform and could go on spending there. Delete the campaigns, push that, then delete the set."
              : "It was never pushed: nothing is on any platform, and nothing can be brought back."}
          </p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
