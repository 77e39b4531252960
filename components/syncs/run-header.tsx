"use client";

import { Ban, FolderTree, Plug, RefreshCw, RotateCcw, Undo2 } from "lucide-react";
import Link from "next/link";
import { useEffect, useEffectEvent, useState } from "react";
import { placeOf } from "@/components/live/run-progress";
import { isOpen, runState, runTitle } from "@/components/live/run-words";
import { Button } from "@/components/ui/button";
import { useCommands } from "@/components/ui/commands";
import { loadedLater } from "@/components/ui/loaded-later";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { usePermissions } from "@/components/ui/permissions";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { useTextOfNow } from "@/components/ui/use-now";
import { usePageTitle } from "@/components/ui/use-page-title";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import type { RunActions } from "./actions";
import { retryLabel, runChoices } from "./run-choices";
import { triggerSentence } from "./run-trigger";
import { useRunMutations } from "./use-run-mutations";

const ConfirmDialog = loadedLater(() => import("@/components/ui/confirm-dialog"));
const UndoDialog = loadedLater(() => import("./undo-dialog"));

// A pull tells nothing between its beginning and its end, so silence alone says little: after this long the server is
// asked, which knows when the run last moved.
const SILENT_MS = 90_000;

type RunHeaderProps = {
  run: SyncRunView;
  /** When the page last heard of the run, in epoch milliseconds. */
  readAt: number;
  onSilent: () => void;
  actions: RunActions;
};

export function RunHeader({ run, readAt, onSilent, actions }: RunHeaderProps) {
  const title = runTitle(run);
  usePageTitle(title);
  const may = usePermissions();
  const { cancel, retry, replan, pull, undo } = useRunMutations(run, actions);
  const [asking, setAsking] = useState(false);
  const [askingUndo, setAskingUndo] = useState(false);
  const open = isOpen(run);
  const silence = useTextOfNow((now) => (open && now - readAt > SILENT_MS ? "silent" : ""));
  const ask = useEffectEvent(onSilent);
  useEffect(() => {
    if (silence) ask();
  }, [silence]);
  const can = runChoices(run);

  useCommands([
    ...(may.push && can.cancel ? [{ id: "cancel-run", label: "Cancel this run", run: () => setAsking(true) }] : []),
    ...(may.push && can.retry ? [{ id: "retry-run", label: retryLabel(run), run: () => retry.mutate() }] : []),
    ...(may.plan && can.replan ? [{ id: "replan-run", label: "Plan again", run: () => replan.mutate() }] : []),
    ...(may.push && can.undo ? [{ id: "undo-run", label: "Undo this run", run: () => setAskingUndo(true) }] : []),
    ...(may.push && can.pull
      ? [{ id: "pull-again", label: `Read ${placeOf(run)} again`, run: () => pull.mutate() }]
      : []),
  ]);

  return (
    <>
      <PageHeader
        trail={[{ href: "/syncs", label: "Runs" }]}
        title={title}
        badge={<StateBadge {...runState(run)} />}
        note={
          <>
            {triggerSentence(run)} <RelativeTime at={run.createdAt} />
            {run.planId ? (
              <>
                {" · "}
                <Link
                  href={`/campaigns/${run.campaignSetId}/plans/${run.planId}`}
                  className="rounded underline underline-offset-2 hover:text-ink"
                >
                  its plan
                </Link>
              </>
            ) : null}
          </>
        }
        actions={
          <>
            {run.campaignSetId ? (
              <Button asChild>
                <Link href={`/campaigns/${run.campaignSetId}`}>
                  <FolderTree aria-hidden />
                  Open the set
                </Link>
              </Button>
            ) : null}
            {run.connectionId ? (
              <Button asChild>
                <Link href={`/connections/${run.connectionId}`}>
                  <Plug aria-hidden />
                  Open the connection
                </Link>
              </Button>
            ) : null}
            {may.push && can.undo ? (
              <Button icon={<Undo2 aria-hidden />} onClick={() => setAskingUndo(true)}>
                Undo this run
              </Button>
            ) : null}
            {may.push && can.pull ? (
              <Button
                icon={<RefreshCw aria-hidden />}
                pending={pull.isPending || pull.isSuccess}
                onClick={() => pull.mutate()}
              >
                Read {placeOf(run)} again
              </Button>
            ) : null}
            {may.push && can.cancel ? (
              <Button
                variant="danger"
                icon={<Ban aria-hidden />}
                pending={cancel.isPending}
                onClick={() => setAsking(true)}
              >
                {cancel.isSuccess ? "Stopping…" : "Cancel the run"}
              </Button>
            ) : null}
            {may.push && can.retry ? (
              <Button
                variant="primary"
                icon={<RotateCcw aria-hidden />}
                pending={retry.isPending || retry.isSuccess}
                onClick={() => retry.mutate()}
              >
                {retryLabel(run)}
              </Button>
            ) : null}
            {may.plan && can.replan ? (
              <Button
                variant="primary"
                icon={<RefreshCw aria-hidden />}
                pending={replan.isPending || replan.isSuccess}
                onClick={() => replan.mutate()}
              >
                Plan again
              </Button>
            ) : null}
          </>
        }
      />
      {run.waiting ? (
        <Notice tone="stale" className="mb-4" title={run.waiting}>
          Nothing is lost: the run goes on by itself as soon as it may.
        </Notice>
      ) : null}
      {run.stalled ? (
        <Notice
          tone="warning"
          className="mb-4"
          title={`Stale: nothing ${run.kind === "pull" ? "was read" : "has landed"} for more than a minute`}
        >
          A run whose worker was lost is picked up again within a few minutes, and goes on where it stopped.
        </Notice>
      ) : null}
      {run.error ? (
        <Notice tone="failed" className="mb-4" title={run.error.message}>
          {run.kind === "pull"
            ? "Nothing was sent: a pull only reads."
            : run.progress.synced > 0
              ? `What had landed before (${run.progress.synced.toLocaleString("en")}) stays.`
              : "Nothing was written."}
        </Notice>
      ) : null}
      {asking ? (
        <ConfirmDialog
          open
          onOpenChange={setAsking}
          title="Cancel this run?"
          confirm="Cancel the run"
          keep="Let it go on"
          pending={cancel.isPending}
          onConfirm={() => cancel.mutate(undefined, { onSettled: () => setAsking(false) })}
        >
          <p>
            Records that are on their way land; nothing new is started. What has landed stays, and new campaigns whose
            parts are not all there stay paused.
          </p>
        </ConfirmDialog>
      ) : null}
      {askingUndo ? <UndoDialog undo={undo} onClose={() => setAskingUndo(false)} /> : null}
    </>
  );
}
