import type { ActionResult } from "@/lib/api/browser";
import type { ConflictChoice, ConflictView } from "@/lib/domain/views/conflicts";

type Action<Input, Output> = (input: Input) => Promise<ActionResult<Output>>;

/** Field name to whose value stays. */
export type Choices = Record<string, ConflictChoice>;

/** A conflict as the person saw it: where another value stands in it by now, nothing is settled. */
type Seen = Pick<ConflictView, "id" | "version">;

/** What became of several conflicts, each handled by itself. */
type Outcome = { done: string[]; refused: { conflictId: string; message: string }[] };

/** What people can do about conflicts. Handed in by the page. */
export type ConflictActions = {
  /** Fields that are not named stay open. */
  settle: Action<{ conflict: Seen; fields: Choices }, ConflictView>;
  settleAlike: Action<{ conflicts: Seen[]; fields: Choices }, Outcome>;
  /** Both values stand side by side again. */
  undo: Action<{ conflictIds: string[] }, Outcome>;
};
