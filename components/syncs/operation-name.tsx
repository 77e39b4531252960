import { Hash, Image as ImageIcon, Layers, type LucideIcon, Megaphone } from "lucide-react";
import { operationVerb } from "@/components/live/run-words";
import { cn } from "@/components/ui/cn";
import { kindWord } from "@/components/ui/record-words";
import type { RecordKind } from "@/lib/domain/canonical";
import type { OperationView } from "@/lib/domain/views/plans";

const KIND_ICONS: Record<RecordKind, LucideIcon> = {
  campaign: Megaphone,
  ad_group: Layers,
  ad: ImageIcon,
  keyword: Hash,
};

const VERB_TONES: Record<OperationView["kind"], string> = {
  create: "text-ok",
  update: "text-accent",
  pause: "text-ink-2",
  resume: "text-ok",
  archive: "text-red",
  remove: "text-red",
  adopt: "text-accent",
  pull: "text-accent",
};

/** "new ad Sandals": what is done to which record. */
export function OperationName({ operation, className }: { operation: OperationView; className?: string }) {
  const Icon = KIND_ICONS[operation.recordKind];
  return (
    <span className={cn("flex min-w-0 items-center gap-2", className)}>
      <Icon aria-hidden className="size-3.5 shrink-0 text-ink-3" strokeWidth={1.75} />
      <span className={cn("shrink-0 font-medium text-ui", VERB_TONES[operation.kind])}>
        {operationVerb(operation.kind)}
        <span className="sr-only"> {kindWord(operation.recordKind)}</span>
      </span>
      <span className="truncate" title={operation.recordName}>
        {operation.recordName}
      </span>
    </span>
  );
}

/** Deeper records stand further in. */
export const indentOf = (kind: RecordKind) => ({ campaign: 0, ad_group: 1, ad: 2, keyword: 2 })[kind];
