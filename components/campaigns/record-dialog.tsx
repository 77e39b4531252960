"use client";

import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { platformName } from "@/components/ui/platform-glyph";
import { capital, kindWord } from "@/components/ui/record-words";
import type { RecordKind } from "@/lib/domain/canonical";
import type { CampaignView } from "@/lib/domain/views/campaigns";
import { AdForm } from "./ad-form";
import { AdGroupForm } from "./ad-group-form";
import { CampaignForm } from "./campaign-form";
import { UnsyncedList } from "./form-parts";
import { KeywordForm } from "./keyword-form";
import { nodeName, type TreeNode } from "./tree";
import { unsyncedOf } from "./unsynced";
import type { RecordMutations } from "./use-record-mutations";

export type RecordTask =
  | { task: "edit"; node: TreeNode }
  | { task: "add"; kind: RecordKind; parentId: string; campaign: CampaignView | null };

type RecordDialogProps = { open: RecordTask; mutations: RecordMutations; onClose: () => void };

/** All fields of one record, beside the tree. */
export default function RecordDialog({ open, mutations, onClose }: RecordDialogProps) {
  const campaign = open.task === "edit" ? open.node.campaign : open.campaign;
  const kind = open.task === "edit" ? open.node.kind : open.kind;
  const currency = campaign?.budget.currency ?? "USD";
  const error = open.task === "edit" ? open.node.record.sync.errorLog : null;

  const [sending, setSending] = useState(false);
  const send = async (input: Record<string, unknown>) => {
    setSending(true);
    try {
      if (open.task === "edit") await mutations.edit(open.node, input);
      else await mutations.add({ kind, parentId: open.parentId, input });
    } finally {
      setSending(false);
    }
  };

  return (
    <Dialog
      open
      onOpenChange={(stays) => !stays && onClose()}
      pending={sending}
      shape="side"
      title={
        open.task === "edit"
          ? nodeName(open.node)
          : `Add ${kind === "ad" || kind === "ad_group" ? "an" : "a"} ${kindWord(kind)}`
      }
      description={
        open.task === "edit"
          ? `${capital(kindWord(kind))} on ${platformName(open.node.campaign.platform)}`
          : "Saved here first. A push brings it to the platform."
      }
    >
      {open.task === "edit" && (error || unsyncedOf(open.node).length > 0) ? (
        <div className="space-y-2 px-5 pt-4">
          {error ? (
            <p
              role="status"
              className="break-words rounded-card border border-red/30 bg-red-soft px-3.5 py-2.5 text-red text-ui"
            >
              {error.message}
            </p>
          ) : null}
          <UnsyncedList node={open.node} mutations={mutations} />
        </div>
      ) : null}
      <KindForm open={open} currency={currency} send={send} onDone={onClose} />
    </Dialog>
  );
}

type KindFormProps = {
  open: RecordTask;
  currency: string;
  send: (input: Record<string, unknown>) => Promise<unknown>;
  onDone: () => void;
};

function KindForm({ open, currency, send, onDone }: KindFormProps) {
  const common = { send, onDone };
  if (open.task === "add") {
    switch (open.kind) {
      case "campaign":
        return <CampaignForm {...common} />;
      case "ad_group":
        return <AdGroupForm {...common} currency={currency} />;
      case "ad":
        return <AdForm {...common} />;
      case "keyword":
        return <KeywordForm {...common} currency={currency} />;
    }
  }
  const { node } = open;
  switch (node.kind) {
    case "campaign":
      return <CampaignForm {...common} record={node.record} />;
    case "ad_group":
      return <AdGroupForm {...common} record={node.record} currency={currency} />;
    case "ad":
      return <AdForm {...common} record={node.record} />;
    case "keyword":
      return <KeywordForm {...common} record={node.record} currency={currency} />;
  }
}
