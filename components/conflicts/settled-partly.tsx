import type { ConflictView } from "@/lib/domain/views/conflicts";
import { choicesText } from "./conflict-words";

/** Of an open conflict, what a person has decided already. */
export function settledPartly(conflict: ConflictView) {
  const { resolution } = conflict;
  if (!resolution || Object.keys(resolution.choices).length === 0) return null;
  return (
    <span>
      {resolution.name ?? "someone"} kept {choicesText(conflict, resolution.choices)}
    </span>
  );
}
