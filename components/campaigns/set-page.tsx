"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FolderTree, Plus } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { outdateOthers } from "@/components/live/outdate-others";
import { runQueries } from "@/components/live/run-queries";
import { setQueries } from "@/components/live/set-queries";
import { useRunStream } from "@/components/live/use-run-stream";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { usePermissions } from "@/components/ui/permissions";
import { QueryView } from "@/components/ui/query-view";
import { usePageTitle } from "@/components/ui/use-page-title";
import type { CampaignSetView } from "@/lib/domain/views/campaigns";
import type { OperationView } from "@/lib/domain/views/plans";
import type { CampaignActions } from "./actions";
import { tallyStates } from "./record-state";
import { SetHeader } from "./set-header";
import { SetPageSkeleton } from "./set-page-skeleton";
import { SetProgress } from "./set-progress";
import { SetTree } from "./set-tree";
import { applyOperations } from "./tree";
import { useRecordDialog } from "./use-record-dialog";
import { useRecordMutations } from "./use-record-mutations";

type SetPageProps = { campaignSetId: string; actions: CampaignActions };

export function SetPage({ campaignSetId, actions }: SetPageProps) {
  const query = useQuery(setQueries.detail(campaignSetId));
  return (
    <QueryView query={query} what="this campaign set" skeleton={<SetPageSkeleton />}>
      {(set) => <LoadedSet set={set} actions={actions} />}
    </QueryView>
  );
}

function LoadedSet({ set, actions }: { set: CampaignSetView; actions: CampaignActions }) {
  usePageTitle(set.name);
  const queryClient = useQueryClient();
  const { edit: mayEdit } = usePermissions();
  const mutations = useRecordMutations(set.id, actions);
  const tally = useMemo(() => tallyStates(set.campaigns), [set.campaigns]);
  const { run, stream } = useOpenRun(set);
  const dialog = useRecordDialog(set, mutations);
  const [started, setStarted] = useState<string | null>(null);

  const onRunStarted = useCallback(
    (runId: string) => {
      setStarted(runId);
      void queryClient.invalidateQueries({ queryKey: runQueries.open().queryKey });
      outdateOthers(queryClient, setQueries.detail(set.id).queryKey);
    },
    [queryClient, set.id],
  );

  return (
    <>
      <SetHeader
        set={set}
        tally={tally}
        run={run}
        startedRunId={started}
        actions={actions}
        onRunStarted={onRunStarted}
      />
      {run ? <SetProgress run={run} stream={stream} /> : null}
      {set.campaigns.length === 0 ? (
        <EmptyState
          Icon={FolderTree}
          title="This set is empty"
          action={
            mayEdit ? (
              <Button
                variant="primary"
                icon={<Plus aria-hidden />}
                onClick={() => dialog.add("campaign", set.id, null)}
              >
                Add the first campaign
              </Button>
            ) : null
          }
        >
          Add a campaign, give it ad groups and ads, then plan what a push would do. Nothing leaves before you push.
        </EmptyState>
      ) : (
        <SetTree set={set} tally={tally} mutations={mutations} dialog={dialog} />
      )}
      {dialog.element}
    </>
  );
}

/** The run under way for this set, followed live; each record that lands is written into the tree as it does. */
function useOpenRun(set: CampaignSetView) {
  const queryClient = useQueryClient();
  const { data: open } = useQuery(runQueries.open());
  const { queryKey } = setQueries.detail(set.id);
  const runId = open?.find((candidate) => candidate.campaignSetId === set.id)?.id ?? null;
  const { run, stream } = useRunStream({
    runId,
    onOperations: (operations: OperationView[]) =>
      queryClient.setQueryData<CampaignSetView>(queryKey, (held) => held && applyOperations(held, operations)),
    onPosition: () => void queryClient.invalidateQueries({ queryKey }),
  });
  return { run: run ?? null, stream };
}
