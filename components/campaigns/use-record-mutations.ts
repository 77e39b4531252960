"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { conflictQueries } from "@/components/live/conflict-queries";
import { outdateOthers } from "@/components/live/outdate-others";
import { setQueries } from "@/components/live/set-queries";
import { kindWord } from "@/components/ui/record-words";
import { toast } from "@/components/ui/toast";
import { ApiProblem, callAction } from "@/lib/api/browser";
import type { RecordKind } from "@/lib/domain/canonical";
import type { CampaignSetView } from "@/lib/domain/views/campaigns";
import type { CampaignActions } from "./actions";
import { findNode, insertRecord, nodeName, removeRecord, replaceRecord, type TreeNode } from "./tree";
import { useAttempt } from "./use-attempt";

/** Writes to the records of one set. What the server answers takes the record's place in the cache. */
export function useRecordMutations(campaignSetId: string, actions: CampaignActions) {
  const queryClient = useQueryClient();
  const { queryKey } = setQueries.detail(campaignSetId);
  const write = (change: (set: CampaignSetView) => CampaignSetView) => {
    queryClient.setQueryData<CampaignSetView>(queryKey, (set) => set && change(set));
    outdateOthers(queryClient, queryKey);
  };

  /** Someone was faster, or an answer was lost: shows how things stand, for the person to decide on what they see now. */
  const readAgainAfter =
    (...codes: string[]) =>
    (error: Error) => {
      if (error instanceof ApiProblem && codes.includes(error.code)) void queryClient.invalidateQueries({ queryKey });
    };

  const edit = useMutation({
    mutationFn: ({ node, patch }: { node: TreeNode; patch: Record<string, unknown> }) =>
      callAction(actions.editRecord, {
        kind: node.kind,
        id: node.record.id,
        // A form names the version it began with.
        patch: { version: node.record.version, ...patch },
      }),
    onSuccess: (record) => write((set) => replaceRecord(set, record)),
    onError: readAgainAfter("stale_version", "unreachable"),
  });

  const attempt = useAttempt();
  const add = useMutation({
    mutationFn: (input: { kind: RecordKind; parentId: string; input: Record<string, unknown> }) =>
      callAction(actions.addRecord, { ...input, attempt: attempt.idFor(input) }),
    onSuccess: (record, { parentId }) => {
      attempt.answered();
      write((set) =>
        // Tried again after an answer was lost, it may have been read since.
        findNode(set.campaigns, record.kind, record.record.id)
          ? replaceRecord(set, record)
          : { ...insertRecord(set, parentId, record), sync: { ...set.sync, total: set.sync.total + 1 } },
      );
    },
    onError: readAgainAfter("unreachable"),
  });

  const remove = useMutation({
    mutationFn: (node: TreeNode) => callAction(actions.deleteRecord, { kind: node.kind, id: node.record.id }),
    onSuccess: (_, node) => {
      write((set) => removeRecord(set, node.kind, node.record.id));
      // What is still to be taken off a platform is known to the server only.
      void queryClient.invalidateQueries({ queryKey });
      // Its conflicts went with it, and the navigation counts them.
      void queryClient.invalidateQueries({ queryKey: conflictQueries.all() });
      const linked = node.record.sync.platformId !== null;
      toast.success(
        linked
          ? `Deleted the ${kindWord(node.kind)} “${nodeName(node)}” here. The next push takes it off the platform.`
          : `Deleted the ${kindWord(node.kind)} “${nodeName(node)}”.`,
      );
    },
    onError: readAgainAfter("not_found", "unreachable"),
  });

  // `mutateAsync` stays the same function, so lines of the tree need no new props while something is being saved.
  const editAsync = edit.mutateAsync;
  const addAsync = add.mutateAsync;
  const removeAsync = remove.mutateAsync;
  return useMemo(
    () => ({
      /** Rejects with the reason, for a field that shows it beside itself. */
      edit: (node: TreeNode, patch: Record<string, unknown>) => editAsync({ node, patch }),
      /** The reason of a failure is told at the edge of the page. */
      editOrTell: (node: TreeNode, patch: Record<string, unknown>) =>
        void editAsync({ node, patch }).catch((error: Error) => toast.error(error.message)),
      add: addAsync,
      remove: removeAsync,
    }),
    [editAsync, addAsync, removeAsync],
  );
}

export type RecordMutations = ReturnType<typeof useRecordMutations>;
