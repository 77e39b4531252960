import { ArrowDown, ArrowUp, FlaskConical, type LucideIcon, Undo2 } from "lucide-react";
import { cn } from "@/components/ui/cn";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";

type Face = { word: string; Icon: LucideIcon };

const KINDS: Record<SyncRunView["kind"], Face> = {
  push: { word: "Push", Icon: ArrowUp },
  pull: { word: "Pull", Icon: ArrowDown },
  undo: { word: "Undo", Icon: Undo2 },
};
const TRIAL: Face = { word: "Trial run", Icon: FlaskConical };

const faceOf = (run: Pick<SyncRunView, "kind" | "dryRun">): Face => (run.dryRun ? TRIAL : KINDS[run.kind]);

/** "Push", "Pull", "Undo", "Trial run". */
export const runKindWord = (run: Pick<SyncRunView, "kind" | "dryRun">) => faceOf(run).word;

/** Which way a run goes, as a small mark that also speaks. */
export function RunKindMark({ run, className }: { run: Pick<SyncRunView, "kind" | "dryRun">; className?: string }) {
  const { word, Icon } = faceOf(run);
  return (
    <span role="img" aria-label={word} title={word} className="inline-flex shrink-0">
      <Icon aria-hidden strokeWidth={2} className={cn("size-3.5 text-ink-3", className)} />
    </span>
  );
}
