import type { OperationView } from "@/lib/domain/views/plans";

/**
 * Operations of a run with newer ones put in their place, in the order of `seq`. One that is not in the list yet is
 * added, so a list that missed something while the line was down is whole again. What has ended stays ended: a replayed
 * event may be older than what was read.
 */
export function mergeOperations(
  current: readonly OperationView[],
  incoming: readonly OperationView[],
): OperationView[] {
  const merged = [...current];
  const places = new Map(merged.map((operation, index) => [operation.id, index]));
  let grew = false;
  for (const operation of incoming) {
    const place = places.get(operation.id);
    if (place === undefined) {
      places.set(operation.id, merged.push(operation) - 1);
      grew = true;
    } else if (operation.endedAt !== null || !merged[place]?.endedAt) {
      merged[place] = withApprover(operation, merged[place]);
    }
  }
  return grew ? merged.sort((a, b) => a.seq - b.seq) : merged;
}

/** Events leave out who let something pass; it stays as it was read. */
const withApprover = (operation: OperationView, known: OperationView | undefined): OperationView =>
  operation.approvedBy === undefined && known?.approvedBy !== undefined
    ? { ...operation, approvedBy: known.approvedBy }
    : operation;
