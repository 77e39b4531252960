import type { Transaction } from "../db/client";
import { type ConflictRow, findConflict, lockConflict } from "../db/conflicts";
import { findLinkedRecord, type LinkedRecord } from "../db/linked-records";
import { AppError } from "../errors";

/**
 * A conflict and its record, nobody else's until the transaction ends. The record is taken first, as a pull does that
 * brings conflicts up to date. Throws `not_found`.
 */
export async function lockConflictAndRecord(
  tx: Transaction,
  organizationId: string,
  id: string,
): Promise<{ conflict: ConflictRow; record: LinkedRecord }> {
  const found = await findConflict(tx, organizationId, id);
  if (!found) throw new AppError("not_found", "This conflict does not exist.");
  const record = await findLinkedRecord(tx, found);
  if (!record) throw new AppError("not_found", "The record of this conflict does not exist any more.");
  await lockConflict(tx, id);
  const conflict = await findConflict(tx, organizationId, id);
  if (!conflict) throw new AppError("not_found", "This conflict does not exist.");
  return { conflict, record };
}
