"use client";

import { type ReactNode, useCallback } from "react";
import { loadedLater } from "@/components/ui/loaded-later";
import { useAddressState } from "@/components/ui/use-address-state";
import { RECORD_KINDS } from "@/lib/domain/canonical";
import type { CampaignSetView } from "@/lib/domain/views/campaigns";
import { explainedRecord, holderOf, whyAddress } from "./explained";
import { findNode, type TreeNode } from "./tree";

const ExplainDialog = loadedLater(() => import("./explain-dialog"));

export type Explain = (node: TreeNode, field: string) => void;

/** "Why this value?": what is asked about stands in the address, so that it can be sent to somebody. */
export function useExplain(set: CampaignSetView): { explain: Explain; explainElement: ReactNode } {
  const [asked, setAsked] = useAddressState("why");
  const explain = useCallback<Explain>((node, field) => setAsked(whyAddress(holderOf(node, field), field)), [setAsked]);
  const found = asked ? fieldAt(set, asked) : null;
  const explainElement = found ? (
    <ExplainDialog
      key={asked}
      record={explainedRecord(found.node)}
      firstField={found.field}
      onClose={() => setAsked(null)}
    />
  ) : null;
  return { explain, explainElement };
}

function fieldAt(set: CampaignSetView, place: string): { node: TreeNode; field: string } | null {
  const [kind, id, field] = place.split(":");
  const known = RECORD_KINDS.find((candidate) => candidate === kind);
  const node = known && id ? findNode(set.campaigns, known, id) : null;
  return node && field ? { node, field } : null;
}
