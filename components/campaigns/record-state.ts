import type { State } from "@/components/ui/state-badge";
import type { CampaignSetSummaryView, CampaignView, SyncView } from "@/lib/domain/views/campaigns";
import { eachNode, isPushable } from "./tree";

/** A record's state in the one vocabulary. */
export function recordState(sync: SyncView): State {
  switch (sync.status) {
    case "syncing":
      return "syncing";
    case "failed":
      return "failed";
    case "conflict":
      return "conflict";
    case "synced":
      return sync.unsynced.length > 0 ? "differs" : "in_step";
    case "pending":
      return sync.platformId === null ? "waiting" : "differs";
  }
}

/** What its last plan holds back of a record that waits. */
export function holdOf(sync: SyncView): SyncView["held"] {
  const state = recordState(sync);
  return state === "differs" || state === "waiting" ? sync.held : null;
}

export type StateTally = Record<
  "total" | "in_step" | "syncing" | "waiting" | "differs" | "conflict" | "failed",
  number
>;

/** How many records are in which state. Counted from the tree, so it moves with every edit and every landed record. */
export function tallyStates(campaigns: readonly CampaignView[]): StateTally {
  const tally: StateTally = { total: 0, in_step: 0, syncing: 0, waiting: 0, differs: 0, conflict: 0, failed: 0 };
  for (const node of eachNode(campaigns)) {
    if (!isPushable(node)) continue;
    tally.total++;
    const state = recordState(node.record.sync);
    if (state in tally) tally[state as keyof StateTally]++;
  }
  return tally;
}

/** Records a push would send: new ones, edited ones, and those that failed. */
export const countPushable = (tally: StateTally) => tally.waiting + tally.differs + tally.failed;

type SetState = { state: State; detail: string | null };

/** A set is as well as its worst record. Green only when every record is in step. */
export function setState(tally: StateTally, { running }: { running: boolean }): SetState {
  const landed = tally.in_step + tally.differs;
  if (running) return { state: "syncing", detail: `${tally.in_step}/${tally.total}` };
  if (tally.total === 0) return { state: "waiting", detail: "· empty" };
  if (tally.failed > 0) return { state: "failed", detail: `${tally.failed} of ${tally.total}` };
  if (tally.conflict > 0) return { state: "conflict", detail: `${tally.conflict}` };
  if (tally.differs > 0 || (tally.waiting > 0 && landed > 0)) {
    return { state: "differs", detail: `${tally.differs + tally.waiting} of ${tally.total}` };
  }
  if (tally.waiting > 0) return { state: "waiting", detail: null };
  return { state: "in_step", detail: null };
}

/** The same from the counts a list carries, where the tree is not at hand. */
export function summaryState({ sync, openRunId }: Pick<CampaignSetSummaryView, "sync" | "openRunId">): SetState {
  const { total, synced, pending, failed, conflict } = sync;
  // Pending holds both the new and the edited; with something landed they are differences.
  const edited = synced > 0 ? pending : 0;
  return setState(
    { total, in_step: synced, syncing: 0, waiting: pending - edited, differs: edited, conflict, failed },
    { running: openRunId !== null },
  );
}
