"use client";

import { lazy, type ReactNode, Suspense, useCallback } from "react";
import { useAddressState } from "@/components/ui/use-address-state";
import { RECORD_KINDS } from "@/lib/domain/canonical";
import type { CampaignSetView } from "@/lib/domain/views/campaigns";
import { explainedRecord, holderOf, whyAddress } from "./explained";
import { findNode, type TreeNode } from "./tree";

const ExplainDialog = lazy(() => import("./explain-dialog"));

export type Explain = (node: TreeNode, field: string) => void;

/** "Why this value?": what is asked about stands in the address, so that it can be sent to somebody. */
export function useExplain(set: CampaignSetView): { explain: Explain; explainElement: ReactNode } {
  const [asked, setAsked] = useAddressState("why");
  const explain = useCallback<Explain>((node, field) => setAsked(whyAddress(holderOf(node, field), field)), [setAsked]);
  const found = asked ? fieldAt(set, asked) : null;
  const explainElement = found ? (
    <Suspense>
      <ExplainDialog
        key={asked}
        record={explainedRecord(found.node)}
        firstField={found.field}
        onClose={() => setAsked(null)}
      />
    </Suspense>
  ) : null;
  return { explain, explainElement };
}

function fieldAt(set: CampaignSetView, place: string): { node: TreeNode; field: string } | null {
  const [kind, id, field] = place.split(":");
  const known = RECORD_KINDS.find((candidate) => candidate === kind);
  const node = known && id ? findNode(set.campaigns, known, id) : null;
  return node && field ? { node, field } : null;
}
