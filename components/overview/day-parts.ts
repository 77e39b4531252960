import { count } from "@/components/ui/record-words";
import type { OverviewView } from "@/lib/domain/views/organization";

export type Hour = OverviewView["hours"][number];

/** What became of runs, best first, as chart, table and summary tell it. */
export const PARTS = [
  { key: "completed", colour: "bg-ok", word: "in step" },
  { key: "held", colour: "bg-amber", word: "held" },
  { key: "partial", colour: "bg-red/50", word: "partly failed" },
  { key: "failed", colour: "bg-red", word: "failed" },
] as const;

/** Runs that ended in an hour. */
export const endedIn = (hour: Hour): number => PARTS.reduce((total, { key }) => total + hour[key], 0);

/** "3 runs ended: 1 in step, 1 held, 0 partly failed, 1 failed." */
export function daySummary(hours: readonly Hour[]): string {
  const all = hours.reduce((total, hour) => total + endedIn(hour), 0);
  if (all === 0) return "No run ended in the last 24 hours.";
  const parts = PARTS.map(({ key, word }) => `${hours.reduce((total, hour) => total + hour[key], 0)} ${word}`);
  return `${count(all, "run")} ended: ${parts.join(", ")}.`;
}
