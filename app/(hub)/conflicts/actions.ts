"use server";

import { z } from "zod";
import { userAction } from "@/lib/api/action";
import { toProblem } from "@/lib/api/problem";
import { resolveConflict } from "@/lib/conflicts/resolve-conflict";
import { undoResolution } from "@/lib/conflicts/undo-resolution";
import { CONFLICT_CHOICES } from "@/lib/domain/views/conflicts";

const Choices = z
  .record(z.string().max(100), z.enum(CONFLICT_CHOICES))
  .refine((fields) => Object.keys(fields).length > 0, { error: "Choose whose value stays." });
const OfSeveral = z.strictObject({ conflictIds: z.array(z.uuid()).min(1).max(10_000) });

export const settleConflict = userAction(
  z.strictObject({ conflictId: z.uuid(), fields: Choices }),
  "conflict.resolve",
  ({ actor, input: { conflictId, fields } }) => resolveConflict({ actor, conflictId, decision: { fields } }),
);

/** Settles the same fields in the same way in many conflicts. One that cannot be settled stops no other. */
export const settleConflictsAlike = userAction(
  OfSeveral.extend({ fields: Choices }),
  "conflict.resolve",
  ({ actor, input: { conflictIds, fields } }) =>
    eachByItself(conflictIds, (conflictId) => resolveConflict({ actor, conflictId, decision: { fields } })),
);

export const undoResolutions = userAction(OfSeveral, "conflict.resolve", ({ actor, input: { conflictIds } }) =>
  eachByItself(conflictIds, (conflictId) => undoResolution({ actor, conflictId })),
);

/** One after the other: two that touch one record must not wait for each other. */
async function eachByItself(conflictIds: string[], act: (conflictId: string) => Promise<unknown>) {
  const done: string[] = [];
  const refused: { conflictId: string; message: string }[] = [];
  for (const conflictId of new Set(conflictIds)) {
    try {
      await act(conflictId);
      done.push(conflictId);
    } catch (error) {
      refused.push({ conflictId, message: toProblem(error, { conflictId }).detail });
    }
  }
  return { done, refused };
}
