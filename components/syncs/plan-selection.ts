import type { OperationView } from "@/lib/domain/views/plans";

type Operation = Pick<OperationView, "id" | "kind" | "recordId" | "parentRecordId">;

/**
 * Ticks or unticks one operation, with what must go along: a new record cannot be pushed without the new record that
 * holds it, so unticking a new campaign unticks all inside it, and ticking a new ad ticks its new ad group and campaign.
 */
export function toggleOperation(
  ticked: ReadonlySet<string>,
  operations: readonly Operation[],
  id: string,
): ReadonlySet<string> {
  const subject = operations.find((operation) => operation.id === id);
  if (!subject) return ticked;
  const next = new Set(ticked);
  if (ticked.has(id)) {
    next.delete(id);
    if (subject.kind === "create") for (const inside of insideOf(subject, operations)) next.delete(inside.id);
  } else {
    next.add(id);
    for (const holder of newHoldersOf(subject, operations)) next.add(holder.id);
  }
  return next;
}

function insideOf(subject: Operation, operations: readonly Operation[]): Operation[] {
  const records = new Set([subject.recordId]);
  const inside: Operation[] = [];
  // Parents come before children, so one pass finds every generation.
  for (const operation of operations) {
    if (operation.parentRecordId === null || !records.has(operation.parentRecordId)) continue;
    records.add(operation.recordId);
    inside.push(operation);
  }
  return inside;
}

function newHoldersOf(subject: Operation, operations: readonly Operation[]): Operation[] {
  const byRecord = new Map(operations.map((operation) => [operation.recordId, operation]));
  const holders: Operation[] = [];
  let parentId = subject.parentRecordId;
  while (parentId !== null) {
    const parent = byRecord.get(parentId);
    if (!parent) break;
    if (parent.kind === "create") holders.push(parent);
    parentId = parent.parentRecordId;
  }
  return holders;
}
