import { Undo2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { ConflictView } from "@/lib/domain/views/conflicts";
import { choicesText } from "./conflict-words";

type SettledPartlyProps = {
  conflict: ConflictView;
  pending: boolean;
  /** Left out where nobody may decide. */
  onUndo?: ((conflict: ConflictView) => void) | undefined;
};

/** Of an open conflict, what a person has decided already, and the way back. */
export function SettledPartly({ conflict, pending, onUndo }: SettledPartlyProps) {
  const { resolution, recordName } = conflict;
  if (!resolution || Object.keys(resolution.choices).length === 0) return null;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5">
      {resolution.name ?? "someone"} kept {choicesText(conflict, resolution.choices)}
      {onUndo && resolution.canUndo ? (
        <Button
          size="sm"
          variant="quiet"
          icon={<Undo2 aria-hidden />}
          aria-label={`Undo what was decided about ${recordName}`}
          disabled={pending}
          onClick={() => onUndo(conflict)}
        >
          Undo
        </Button>
      ) : null}
    </span>
  );
}
