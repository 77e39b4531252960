import { changesOf, type Node } from "./node";

const AMOUNT = "budgetAmountMicros";
const amount = (value: unknown): bigint => (typeof value === "string" ? BigInt(value) : 0n);

/** Whether this operation makes room in a shared budget: it goes before whatever takes that room. */
export function lowersSpend(node: Node): boolean {
  if (node.row.recordKind !== "ad_group" || node.row.finalStatus !== null) return false;
  if (node.row.kind === "remove" || node.row.kind === "archive") return true;
  return changesOf(node).some(({ field, from, to }) => field === AMOUNT && amount(to) < amount(from));
}

/** Whether this operation takes room in a shared budget. */
export function raisesSpend(node: Node): boolean {
  if (node.row.recordKind !== "ad_group") return false;
  return changesOf(node).some(({ field, from, to }) => field === AMOUNT && amount(to) > amount(from));
}
