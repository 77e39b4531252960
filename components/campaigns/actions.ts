import type { ActionResult } from "@/lib/api/browser";
import type { RecordKind } from "@/lib/domain/canonical";
import type { CampaignSetView } from "@/lib/domain/views/campaigns";
import type { KindedRecord } from "./tree";

type Action<Input, Output> = (input: Input) => Promise<ActionResult<Output>>;

/** What people can do to sets and records. Handed in by the page, which may call the server; components may not. */
export type CampaignActions = {
  /** `attempt` is the same for as long as the same thing is tried: it is made once. */
  createSet: Action<{ name: string; attempt: string }, CampaignSetView>;
  renameSet: Action<{ id: string; patch: { name: string; version: number } }, CampaignSetView>;
  deleteSet: Action<{ id: string }, null>;
  /** `parentId` is the set for a campaign, the campaign for an ad group, the ad group for the rest. */
  addRecord: Action<
    { kind: RecordKind; parentId: string; input: Record<string, unknown>; attempt: string },
    KindedRecord
  >;
  /** The patch carries the version that was seen; another one answers `stale_version`. */
  editRecord: Action<{ kind: RecordKind; id: string; patch: Record<string, unknown> }, KindedRecord>;
  deleteRecord: Action<{ kind: RecordKind; id: string }, null>;
  makePlan: Action<{ campaignSetId: string }, { planId: string }>;
  push: Action<{ campaignSetId: string }, { runId: string; created: boolean }>;
  setRunning: Action<{ campaignSetId: string; running: boolean }, { runId: string }>;
};
