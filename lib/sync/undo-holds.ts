import type { LeftAlone, Reverted, Undo } from "./core/undo";
import { planSet } from "./plan-records";
import { hasColumn } from "./row-values";
import type { SpendFacts } from "./spend-facts";
import { type GoingBack, without } from "./undo-values";

/**
 * What goes back without what the push would hold, by a guardrail or because the platform cannot take it: a row that went
 * back alone would only wait, and the report would say what did not happen.
 */
export function leaveWhatIsHeld(goBack: (undo: Undo) => GoingBack, undo: Undo, facts: SpendFacts): GoingBack {
  for (let going = goBack(undo); ; ) {
    const held = heldFields(going, facts);
    if (held.length === 0) return going;
    going = goBack({ reverted: without(going.reverted, held), left: [...going.left, ...held] });
  }
}

function heldFields({ set, reverted }: GoingBack, facts: SpendFacts): LeftAlone[] {
  const back = new Map(reverted.map((item) => [item.record.id, item]));
  const held = planSet(set, facts).operations.flatMap(({ state, record, changes, reason }) => {
    const item = back.get(record.id);
    if (state !== "held" || !item) return [];
    return changes
      .filter(({ field }) => field in item.fields)
      .flatMap(({ field }) =>
        sharersOf(reverted, item, field).map((sharer) => ({ record: sharer, field, reason: reason ?? "It is held." })),
      );
  });
  // Ad groups that share an amount are each held for the same reason; it is told once for each of them.
  return [...new Map(held.map((item) => [`${item.record.id}/${item.field}`, item])).values()];
}

/** The records whose field comes from the same row as this one's: they go back together or not at all. */
function sharersOf(reverted: Reverted[], { record }: Reverted, field: string): Reverted["record"][] {
  if (hasColumn(record.kind, field)) return [record];
  return reverted
    .filter((other) => other.record.campaignId === record.campaignId && field in other.fields)
    .filter((other) => !hasColumn(other.record.kind, field))
    .map((other) => other.record);
}
