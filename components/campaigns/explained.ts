import type { ExplainedRecord } from "./explain-dialog";
import { nodeName, type TreeNode } from "./tree";
import { OWN_FIELDS } from "./unsynced";

/** A field of a record as it stands in the address: `campaign:ID:budgetAmountMicros`. */
export const whyAddress = (node: TreeNode, field: string) => `${node.kind}:${node.record.id}:${field}`;

/** The record to ask about, with every field that can be asked about: its own, and those that differ just now. */
export function explainedRecord(node: TreeNode): ExplainedRecord {
  const settings = node.kind === "campaign" ? Object.keys(node.record.platformSettings) : [];
  const fields = [
    ...OWN_FIELDS[node.kind],
    ...settings.map((name) => `settings.${name}`),
    ...node.record.sync.unsynced.map(({ field }) => field),
  ];
  return {
    recordKind: node.kind,
    recordId: node.record.id,
    recordName: nodeName(node),
    platform: node.campaign.platform,
    currency: node.campaign.budget.currency,
    fields: [...new Set(fields)],
  };
}

/** What is most worth asking about a record: what differs just now, else what it is called. */
export const mostAsked = (node: TreeNode): string =>
  node.record.sync.unsynced[0]?.field ?? OWN_FIELDS[node.kind][0] ?? "status";

/** The record that holds the field: an edit of a campaign may be kept on its ad groups. */
export function holderOf(node: TreeNode, field: string): TreeNode {
  const holds = ({ record }: TreeNode) => record.sync.unsynced.some((edit) => edit.field === field);
  if (node.kind !== "campaign" || holds(node)) return node;
  const below: TreeNode[] = node.record.adGroups.map((record) => ({ kind: "ad_group", record, campaign: node.record }));
  return below.find(holds) ?? node;
}
