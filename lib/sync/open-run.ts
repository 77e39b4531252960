import { findRunById } from "../db/sync-runs";
import { AppError } from "../errors";

/** Is there still something to do for this run, and was it planned before? */
export async function openRun(runId: string): Promise<{ isOpen: boolean; planned: boolean }> {
  const run = await findRunById(runId);
  if (!run) throw new AppError("not_found", `run ${runId} does not exist`);
  return { isOpen: run.status === "queued" || run.status === "running", planned: run.planId !== null };
}
