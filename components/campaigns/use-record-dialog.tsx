"use client";

import { type ReactNode, useCallback, useState } from "react";
import { loadedLater } from "@/components/ui/loaded-later";
import { Notice } from "@/components/ui/notice";
import { usePermissions } from "@/components/ui/permissions";
import { platformName } from "@/components/ui/platform-glyph";
import { count, kindWord } from "@/components/ui/record-words";
import { useAddressState } from "@/components/ui/use-address-state";
import type { RecordKind } from "@/lib/domain/canonical";
import { RECORD_KINDS } from "@/lib/domain/canonical";
import type { CampaignSetView, CampaignView } from "@/lib/domain/views/campaigns";
import type { RecordTask } from "./record-dialog";
import { findNode, nodeName, type TreeNode } from "./tree";
import type { RecordMutations } from "./use-record-mutations";

const ConfirmDialog = loadedLater(() => import("@/components/ui/confirm-dialog"));
const RecordDialog = loadedLater(() => import("./record-dialog"));

export type RecordDialogControl = {
  open: (node: TreeNode) => void;
  add: (kind: RecordKind, parentId: string, campaign: CampaignView | null) => void;
  askDelete: (node: TreeNode) => void;
  element: ReactNode;
};

type Adding = { kind: RecordKind; parentId: string; campaign: CampaignView | null };

/** The side sheet of a record. Which record is open stands in the address, so that a run can lead to what needs mending. */
export function useRecordDialog(set: CampaignSetView, mutations: RecordMutations): RecordDialogControl {
  // A link to a record's form may be opened by somebody who may only look.
  const { edit: mayEdit } = usePermissions();
  const [edited, setEdited] = useAddressState("edit");
  const [adding, setAdding] = useState<Adding | null>(null);
  const [deleting, setDeleting] = useState<TreeNode | null>(null);
  const [removing, setRemoving] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  const open = useCallback((node: TreeNode) => setEdited(`${node.kind}:${node.record.id}`), [setEdited]);
  const add = useCallback(
    (kind: RecordKind, parentId: string, campaign: CampaignView | null) => setAdding({ kind, parentId, campaign }),
    [],
  );
  const askDelete = useCallback((node: TreeNode) => {
    setRefused(null);
    setDeleting(node);
  }, []);
  const close = () => {
    setAdding(null);
    setEdited(null);
  };

  const node = edited && mayEdit ? nodeAt(set, edited) : null;
  const task: RecordTask | null = adding ? { task: "add", ...adding } : node ? { task: "edit", node } : null;

  const remove = () => {
    if (!deleting) return;
    setRemoving(true);
    setRefused(null);
    mutations
      .remove(deleting)
      .then(
        () => setDeleting(null),
        (problem: Error) => setRefused(problem.message),
      )
      .finally(() => setRemoving(false));
  };

  const element = (
    <>
      {task ? (
        <RecordDialog
          key={task.task === "edit" ? task.node.record.id : "add"}
          open={task}
          mutations={mutations}
          onClose={close}
        />
      ) : null}
      {deleting ? (
        <ConfirmDialog
          open
          onOpenChange={(stays) => !stays && setDeleting(null)}
          title={`Delete “${nodeName(deleting)}”?`}
          confirm={`Delete the ${kindWord(deleting.kind)}`}
          keep={`Keep the ${kindWord(deleting.kind)}`}
          pending={removing}
          onConfirm={remove}
        >
          <DeleteMeaning node={deleting} />
          {refused ? <Notice tone="failed" title={refused} /> : null}
        </ConfirmDialog>
      ) : null}
    </>
  );
  return { open, add, askDelete, element };
}

function nodeAt(set: CampaignSetView, place: string): TreeNode | null {
  const [kind, id] = place.split(":");
  const known = RECORD_KINDS.find((candidate) => candidate === kind);
  return known && id ? findNode(set.campaigns, known, id) : null;
}

function DeleteMeaning({ node }: { node: TreeNode }) {
  const platform = platformName(node.campaign.platform);
  const inside = insideOf(node);
  return (
    <>
      {inside ? <p>{inside} inside go with it.</p> : null}
      {node.record.sync.platformId ? (
        <p>
          It is on {platform}. Deleting it here changes nothing there yet: the next plan lists the removal, and the next
          push carries it out.
        </p>
      ) : (
        <p>It was never pushed, so it is gone at once and {platform} never hears of it.</p>
      )}
    </>
  );
}

function insideOf(node: TreeNode): string | null {
  if (node.kind === "campaign") {
    return node.record.adGroups.length > 0 ? `${count(node.record.adGroups.length, "ad group")} and all` : null;
  }
  if (node.kind !== "ad_group") return null;
  const parts = [
    node.record.ads.length > 0 ? count(node.record.ads.length, "ad") : "",
    node.record.keywords.length > 0 ? count(node.record.keywords.length, "keyword") : "",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" and ") : null;
}
