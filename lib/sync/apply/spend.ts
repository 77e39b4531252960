import type { OperationRow } from "../../db/operations";
import type { CanonicalRecord } from "../../domain/canonical";
import { enables } from "../core/changes";
import { lowersShare, raisesShare } from "../core/shared-budgets";
import { type Change, changesOf, type Node } from "./node";

/** Whether this operation makes room in a shared budget: it goes before whatever takes that room. */
export function lowersSpend(row: OperationRow): boolean {
  if (row.recordKind !== "ad_group" || row.finalStatus !== null) return false;
  if (row.kind === "remove" || row.kind === "archive") return true;
  return lowersShare(row.changes as unknown as Change[]);
}

/** Whether this operation takes room in a shared budget, or lets the campaign spend it. */
export function raisesSpend(node: Node): boolean {
  if (node.row.recordKind === "campaign") {
    const { budgetOn } = node.row.desired as CanonicalRecord;
    return node.row.kind !== "create" && budgetOn === "ad_groups" && changesOf(node).some(enables);
  }
  return node.row.recordKind === "ad_group" && raisesShare(changesOf(node));
}
