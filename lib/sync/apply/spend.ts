import type { OperationRow } from "../../db/operations";
import type { CanonicalRecord } from "../../domain/canonical";
import { enables } from "../core/changes";
import { type Change, changesOf, type Node } from "./node";

const AMOUNT = "budgetAmountMicros";
const amount = (value: unknown): bigint => (typeof value === "string" ? BigInt(value) : 0n);

/** Whether this operation makes room in a shared budget: it goes before whatever takes that room. */
export function lowersSpend(row: OperationRow): boolean {
  if (row.recordKind !== "ad_group" || row.finalStatus !== null) return false;
  if (row.kind === "remove" || row.kind === "archive") return true;
  return (row.changes as unknown as Change[]).some(
    ({ field, from, to }) => field === AMOUNT && amount(to) < amount(from),
  );
}

/** Whether this operation takes room in a shared budget, or lets the campaign spend it. */
export function raisesSpend(node: Node): boolean {
  if (node.row.recordKind === "campaign") {
    const { budgetOn } = node.row.desired as CanonicalRecord;
    return node.row.kind !== "create" && budgetOn === "ad_groups" && changesOf(node).some(enables);
  }
  if (node.row.recordKind !== "ad_group") return false;
  return changesOf(node).some(({ field, from, to }) => field === AMOUNT && amount(to) > amount(from));
}
