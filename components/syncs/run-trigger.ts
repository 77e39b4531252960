import type { SyncRunView } from "@/lib/domain/views/sync-runs";

/** Who or what started a run: completes with its age. */
export function triggerSentence(run: Pick<SyncRunView, "trigger" | "requestedBy">): string {
  const by = run.requestedBy ? ` by ${run.requestedBy}` : "";
  switch (run.trigger) {
    case "person":
      return `started${by}`;
    case "api":
      return `started over the API${by}`;
    case "schedule":
      return "started by the schedule";
    case "pause":
      return `set paused${by}`;
    case "resume":
      return `set resumed${by}`;
    case "retry":
      return `retried${by}`;
    default:
      return `started (${run.trigger.replaceAll("_", " ")})${by}`;
  }
}
