import { failRun } from "../../lib/sync/close-run";

type FailureContext = { event: { data: { event: { data?: Record<string, unknown> } } }; error: Error };

/** The function gave up: the run says so instead of looking busy for ever, unless another worker is on it. */
export async function markRunFailed({ event, error }: FailureContext): Promise<void> {
  const syncRunId = event.data.event.data?.syncRunId;
  if (typeof syncRunId === "string") await failRun(syncRunId, error, { unheld: true });
}
