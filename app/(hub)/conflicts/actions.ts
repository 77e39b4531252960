"use server";

import { z } from "zod";
import { userAction } from "@/lib/api/action";
import { toProblem } from "@/lib/api/problem";
import { resolveConflict } from "@/lib/conflicts/resolve-conflict";
import { undoResolution } from "@/lib/conflicts/undo-resolution";
import type { Actor } from "@/lib/domain/actor";
import { CONFLICT_CHOICES } from "@/lib/domain/views/conflicts";

const Choices = z
  .record(z.string().max(100), z.enum(CONFLICT_CHOICES))
  .refine((fields) => Object.keys(fields).length > 0, { error: "Choose whose value stays." });
const MOST_AT_ONCE = 10_000;
/** A conflict as the person saw it. */
const Seen = z.strictObject({ id: z.uuid(), version: z.int() });

export const settleConflict = userAction(
  z.strictObject({ conflict: Seen, fields: Choices }),
  "conflict.resolve",
  ({ actor, input: { conflict, fields } }) => settle(actor, conflict, fields),
);

/** Settles the same fields in the same way in many conflicts. One that cannot be settled stops no other. */
export const settleConflictsAlike = userAction(
  z.strictObject({ conflicts: z.array(Seen).min(1).max(MOST_AT_ONCE), fields: Choices }),
  "conflict.resolve",
  ({ actor, input: { conflicts, fields } }) => eachByItself(conflicts, (conflict) => settle(actor, conflict, fields)),
);

export const undoResolutions = userAction(
  z.strictObject({ conflictIds: z.array(z.uuid()).min(1).max(MOST_AT_ONCE) }),
  "conflict.resolve",
  ({ actor, input: { conflictIds } }) =>
    eachByItself(
      conflictIds.map((id) => ({ id })),
      ({ id }) => undoResolution({ actor, conflictId: id }),
    ),
);

const settle = (actor: Actor, { id, version }: z.infer<typeof Seen>, fields: z.infer<typeof Choices>) =>
  resolveConflict({ actor, conflictId: id, decision: { fields, version } });

/** One after the other: two that touch one record must not wait for each other. */
async function eachByItself<Of extends { id: string }>(conflicts: Of[], act: (conflict: Of) => Promise<unknown>) {
  const done: string[] = [];
  const refused: { conflictId: string; message: string }[] = [];
  for (const conflict of new Map(conflicts.map((one) => [one.id, one])).values()) {
    const conflictId = conflict.id;
    try {
      await act(conflict);
      done.push(conflictId);
    } catch (error) {
      refused.push({ conflictId, message: toProblem(error, { conflictId }).detail });
    }
  }
  return { done, refused };
}
