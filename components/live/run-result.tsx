import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { resultOf } from "./run-words";

const PARTS = [
  { key: "added", sign: "+", colour: "text-ok" },
  { key: "changed", sign: "~", colour: "text-accent" },
  { key: "removed", sign: "−", colour: "text-red" },
  { key: "failed", sign: "×", colour: "text-red" },
] as const;

/** "+96 ~214 −2 ×3": records a run added, changed, removed and failed on. Its progress, or what it read, where none is. */
export function RunResult({ run }: { run: SyncRunView }) {
  const amounts = run.changes && { ...run.changes, failed: run.progress.failed };
  const parts = amounts ? PARTS.filter(({ key }) => amounts[key] > 0) : [];
  if (!amounts || parts.length === 0) return resultOf(run) ?? "–";
  const words = parts.map(({ key }) => `${amounts[key].toLocaleString("en")} ${key}`).join(", ");
  return (
    <span title={words} className="inline-flex flex-wrap justify-end gap-x-2.5">
      <span className="sr-only">{words}</span>
      {parts.map(({ key, sign, colour }) => (
        <span key={key} aria-hidden className={colour}>
          {sign}
          {amounts[key].toLocaleString("en")}
        </span>
      ))}
    </span>
  );
}
