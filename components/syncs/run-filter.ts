import type { RunFilter } from "@/components/live/run-queries";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

export const STATUSES = ["all", "running", "partial", "failed", "completed", "cancelled"] as const;
export const KINDS = ["all", "push", "pull", "undo"] as const;

export type ChosenFilter = {
  status: (typeof STATUSES)[number];
  kind: (typeof KINDS)[number];
  platform: SyncRunView["platforms"][number] | null;
  person: string | null;
  campaignSetId: string | null;
  connectionId: string | null;
};

/** What is asked of the API: only what was chosen. */
export function toRunFilter(chosen: ChosenFilter): RunFilter {
  const { status, kind, platform, person, campaignSetId, connectionId } = chosen;
  return {
    ...(status === "all" ? {} : { status }),
    ...(kind === "all" ? {} : { kind }),
    ...(platform ? { platform } : {}),
    ...(person ? { person } : {}),
    ...(campaignSetId ? { campaignSetId } : {}),
    ...(connectionId ? { connectionId } : {}),
  };
}

/** Where the runs of a filter can be had as a file. */
export function exportAddress(filter: RunFilter): string {
  const query = new URLSearchParams(filter).toString();
  return `/api/v1/sync-runs.csv${query ? `?${query}` : ""}`;
}
