"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
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

type RecordPatch = Record<string, unknown> & { version?: number };

/** Writes to the records of one set. What the server answers takes the record's place in the cache. */
export function useRecordMutations(campaignSetId: string, actions: CampaignActions) {
  const queryClient = useQueryClient();
  const { queryKey } = setQueries.detail(campaignSetId);
  const write = (change: (set: CampaignSetView) => CampaignSetView) => {
    const isBeingRead = queryClient.isFetching({ queryKey }) > 0;
    queryClient.setQueryData<CampaignSetView>(queryKey, (set) => set && change(set));
    outdateOthers(queryClient, queryKey);
    // That reading may have begun before the write, and would put the old value back.
    if (isBeingRead) void queryClient.invalidateQueries({ queryKey });
  };

  /** Someone was faster, or an answer was lost: shows how things stand, for the person to decide on what they see now. */
  const readAgainAfter =
    (...codes: string[]) =>
    (error: Error) => {
      if (error instanceof ApiProblem && codes.includes(error.code)) void queryClient.invalidateQueries({ queryKey });
    };

  const ownVersions = useOwnVersions();
  const edit = useMutation({
    // One after the other: the second of two quick edits names the version that the first has made.
    scope: { id: `edit ${campaignSetId}` },
    mutationFn: async ({ node: { kind, record }, patch }: { node: TreeNode; patch: RecordPatch }) => {
      // A form names the version it began with.
      const version = ownVersions.after(record.id, patch.version ?? record.version);
      const saved = await callAction(actions.editRecord, { kind, id: record.id, patch: { ...patch, version } });
      ownVersions.note(record.id, version, saved.record.version);
      return saved;
    },
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
      edit: (node: TreeNode, patch: RecordPatch) => editAsync({ node, patch }),
      /** The reason of a failure is told at the edge of the page. Resolves either way, once it is over. */
      editOrTell: (node: TreeNode, patch: RecordPatch): Promise<void> =>
        editAsync({ node, patch }).then(
          () => undefined,
          (error: Error) => void toast.error(error.message),
        ),
      add: addAsync,
      remove: removeAsync,
    }),
    [editAsync, addAsync, removeAsync],
  );
}

/**
 * Which version each own edit has made of which. Who edits twice before the page has drawn the first answer, or takes a
 * field back beside an open form, knows of the change that lies between; somebody else's is still refused.
 */
function useOwnVersions() {
  const [next] = useState(() => new Map<string, number>());
  return {
    note(recordId: string, from: number, to: number): void {
      if (to > from) next.set(`${recordId}@${from}`, to);
    },
    after(recordId: string, version: number): number {
      const own = next.get(`${recordId}@${version}`);
      return own === undefined ? version : this.after(recordId, own);
    },
  };
}

export type RecordMutations = ReturnType<typeof useRecordMutations>;
