import type { Metadata } from "next";
import { RunPage } from "@/components/syncs/run-page";
import { cancelSync, planSet, pullAgain, retrySync, undoSync } from "../actions";

export const metadata: Metadata = { title: "Run" };

type SyncRunPageProps = { params: Promise<{ syncRunId: string }> };

export default async function SyncRunPage({ params }: SyncRunPageProps) {
  const { syncRunId } = await params;
  return (
    <RunPage
      key={syncRunId}
      runId={syncRunId}
      actions={{ cancel: cancelSync, retry: retrySync, undo: undoSync, pull: pullAgain, makePlan: planSet }}
    />
  );
}
