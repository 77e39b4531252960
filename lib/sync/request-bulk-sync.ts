import { listSetIds } from "../db/campaign-set-list";
import type { Actor } from "../domain/actor";
import type { SyncRunView } from "../domain/views/sync-runs";
import { AppError } from "../errors";
import { requestSync } from "./request-sync";

export type BulkJob = {
  setId: string;
  jobId: string | null;
  status: SyncRunView["status"] | null;
  /** Why this set could not be started; the others were. */
  error: { code: string; message: string } | null;
};

/** Opens a run for each set. Throws `not_found` when one of them does not exist, before anything is started. */
export async function requestBulkSync({ actor, setIds }: { actor: Actor; setIds: string[] }): Promise<BulkJob[]> {
  const wanted = [...new Set(setIds.map((id) => id.toLowerCase()))];
  const known = new Set(await listSetIds(actor.organizationId, wanted));
  const missing = wanted.flatMap((id, index) =>
    known.has(id) ? [] : { path: `setIds[${index}]`, message: "There is no such campaign set." },
  );
  if (missing.length > 0) throw new AppError("not_found", "A campaign set does not exist.", { errors: missing });
  const jobs: BulkJob[] = [];
  for (const setId of wanted) jobs.push(await openJob(actor, setId));
  return jobs;
}

async function openJob(actor: Actor, setId: string): Promise<BulkJob> {
  try {
    const { run } = await requestSync({ actor, campaignSetId: setId });
    return { setId, jobId: run.id, status: run.status, error: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { setId, jobId: null, status: null, error: { code: error.code, message: error.message } };
  }
}
