import type { CanonicalValue } from "@/lib/domain/canonical";
import type { TreeNode } from "./tree";

/** Lists are never null here, while a platform may say null for an empty one. */
const LISTS = new Set(["headlines", "descriptions", "communities", "interests", "locations", "devices"]);
const stored = (field: string, value: CanonicalValue): CanonicalValue =>
  value === null && LISTS.has(field) ? [] : value;

/**
 * The patch that takes edits back to what the platform has. Fields that travel together (a budget, a bid, targeting)
 * are sent whole, with only the named part changed.
 */
export function revertPatch(
  node: TreeNode,
  edits: readonly { field: string; from: CanonicalValue }[],
): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  const within = (group: string, base: object, part: string, value: CanonicalValue) => {
    patch[group] = { ...base, ...(patch[group] as object | undefined), [part]: stored(part, value) };
  };
  for (const { field, from } of edits) {
    if (node.kind === "campaign" && field === "budgetType") within("budget", node.record.budget, "type", from);
    else if (node.kind === "campaign" && field === "budgetAmountMicros") {
      within("budget", node.record.budget, "amountMicros", from);
    } else if (node.kind === "ad_group" && field === "bidStrategy") within("bid", node.record.bid, "strategy", from);
    else if (node.kind === "ad_group" && field === "bidAmountMicros")
      within("bid", node.record.bid, "amountMicros", from);
    else if (node.kind === "ad_group" && field.startsWith("targeting.")) {
      within("targeting", node.record.targeting, field.slice("targeting.".length), from);
    } else patch[field] = stored(field, from);
  }
  return patch;
}
