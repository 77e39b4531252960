import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { outdateOthers } from "@/components/live/outdate-others";
import { runQueries } from "@/components/live/run-queries";
import { toast } from "@/components/ui/toast";
import { callAction } from "@/lib/api/browser";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import type { RunActions } from "./actions";

/** What people do with a run. What opens another run leads to its page. */
export function useRunMutations(run: SyncRunView, actions: RunActions) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const goTo = ({ runId }: { runId: string }) => {
    void queryClient.invalidateQueries({ queryKey: runQueries.open().queryKey });
    outdateOthers(queryClient);
    router.push(`/syncs/${runId}`);
  };
  const tell = (error: Error) => toast.error(error.message);
  const cancel = useMutation({
    mutationFn: () => callAction(actions.cancel, { runId: run.id }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: runQueries.detail(run.id).queryKey }),
    onError: tell,
  });
  const retry = useMutation({
    mutationFn: () => callAction(actions.retry, { runId: run.id }),
    onSuccess: goTo,
    onError: (error) => {
      tell(error);
      // Another run brought it over meanwhile, or something changed: what is left is asked for again.
      void queryClient.invalidateQueries({ queryKey: runQueries.detail(run.id).queryKey });
    },
  });
  const replan = useMutation({
    mutationFn: () => callAction(actions.makePlan, { campaignSetId: run.campaignSetId ?? "" }),
    onSuccess: ({ planId }) => router.push(`/campaigns/${run.campaignSetId}/plans/${planId}`),
    onError: tell,
  });
  const pull = useMutation({
    mutationFn: () => callAction(actions.pull, { connectionId: run.connectionId ?? "" }),
    onSuccess: goTo,
    onError: tell,
  });
  // A refusal is told in the dialog that asked.
  const undo = useMutation({
    mutationFn: () => callAction(actions.undo, { runId: run.id }),
    onSuccess: goTo,
  });
  return { cancel, retry, replan, pull, undo };
}
