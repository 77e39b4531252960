import type { CanonicalValue, RecordKind } from "@/lib/domain/canonical";
import type { AdGroupView } from "@/lib/domain/views/campaigns";
import type { TreeNode } from "./tree";

export type FieldEdit = { field: string; from: CanonicalValue; to: CanonicalValue };

/** Fields a record has of its own, so that an edit of them can be taken back on it. */
export const OWN_FIELDS: Record<RecordKind, readonly string[]> = {
  campaign: ["name", "objective", "status", "budgetType", "budgetAmountMicros", "startAt", "endAt"],
  ad_group: [
    "name",
    "status",
    "bidStrategy",
    "bidAmountMicros",
    "targeting.communities",
    "targeting.interests",
    "targeting.locations",
    "targeting.devices",
  ],
  ad: ["status", "headlines", "descriptions", "finalUrl", "displayUrl", "callToAction", "imageUrl"],
  keyword: ["text", "matchType", "negative", "bidMicros", "status"],
};

/**
 * The edits of a record that its platform does not have. Some platforms keep a campaign's budget and dates on its ad
 * groups: then the campaign's own edit is read back from theirs, because here it was made on the campaign.
 */
export function unsyncedOf(node: TreeNode): FieldEdit[] {
  const { unsynced } = node.record.sync;
  if (node.kind !== "campaign") return unsynced;
  const own = new Set(unsynced.map((edit) => edit.field));
  return [
    ...unsynced,
    ...editsKeptBelow(node.record.adGroups, node.record.budget.amountMicros).filter(({ field }) => !own.has(field)),
  ];
}

function editsKeptBelow(adGroups: readonly AdGroupView[], amountMicros: string): FieldEdit[] {
  const below = adGroups.flatMap((adGroup) => adGroup.sync.unsynced);
  const edits: FieldEdit[] = ["budgetType", "startAt", "endAt"].flatMap(
    (field) => below.find((edit) => edit.field === field) ?? [],
  );
  // The shares add up to the budget, so what they moved by is what the budget moved by.
  const moved = below
    .filter((edit) => edit.field === "budgetAmountMicros")
    .reduce((sum, { from, to }) => sum + micros(to) - micros(from), 0n);
  if (moved === 0n) return edits;
  return [...edits, { field: "budgetAmountMicros", from: (BigInt(amountMicros) - moved).toString(), to: amountMicros }];
}

const micros = (value: CanonicalValue): bigint =>
  typeof value === "string" && /^\d+$/.test(value) ? BigInt(value) : 0n;

/** Of edits those that can be taken back on this record; the others follow from an edit elsewhere. */
export const revertible = (node: TreeNode, edits: readonly FieldEdit[]): FieldEdit[] =>
  edits.filter((edit) => OWN_FIELDS[node.kind].includes(edit.field));
