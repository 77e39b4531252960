import { z } from "zod";
import { AdGroupView, AdView, CampaignView, KeywordView } from "../domain/views/campaigns";
import { page } from "../domain/views/primitives";
import { RUN_STATUSES, SyncRunView } from "../domain/views/sync-runs";

/** Answers of the API that no page of ours shows as they are. */

export const CampaignPage = page(CampaignView);
export const AdGroupPage = page(AdGroupView);
export const AdPage = page(AdView);
export const KeywordPage = page(KeywordView);

export const BulkSyncAnswer = z.object({
  jobs: z.array(
    z.object({
      setId: z.string(),
      jobId: z.string().nullable(),
      status: z.enum(RUN_STATUSES).nullable(),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
});

export const SyncStatusView = z.object({
  status: z.string(),
  progress: z.object({ synced: z.number(), failed: z.number(), total: z.number() }),
  jobId: z.string().nullable(),
  lastSyncedAt: z.string().nullable(),
});

export const JobView = z.object({
  status: z.enum(RUN_STATUSES),
  progress: z.object({
    synced: z.number(),
    failed: z.number(),
    total: z.number(),
    etaSeconds: z.number().nullable(),
  }),
  /** Null until the job has ended. */
  result: z
    .object({
      campaignSetId: z.string().nullable(),
      connectionId: z.string().nullable(),
      planId: z.string().nullable(),
      synced: z.number(),
      failed: z.number(),
      skipped: z.number(),
      findings: SyncRunView.shape.findings,
      error: SyncRunView.shape.error,
    })
    .nullable(),
});

export const HealthView = z.object({ status: z.literal("ok") });

export const ReadyView = z.object({
  ready: z.boolean(),
  /** Each part as `ok`, or what is wrong with it. */
  parts: z.record(z.string(), z.string()),
});

/** The job of a run, as programs ask for it. */
export function toJobView(run: SyncRunView): z.input<typeof JobView> {
  const { synced, failed, skipped, total, etaSeconds } = run.progress;
  const { campaignSetId, connectionId, planId, error, findings } = run;
  return {
    status: run.status,
    progress: { synced, failed, total, etaSeconds },
    result:
      run.endedAt === null ? null : { campaignSetId, connectionId, planId, synced, failed, skipped, error, findings },
  };
}
