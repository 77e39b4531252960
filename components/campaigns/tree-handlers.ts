import type { RecordKind } from "@/lib/domain/canonical";
import type { TreeNode } from "./tree";
import type { Explain } from "./use-explain";

/** What a line of the tree asks of the page it stands in. */
export type TreeHandlers = {
  onToggle: (id: string) => void;
  onOpen: (node: TreeNode) => void;
  onAdd: (kind: RecordKind, parentId: string, campaign: TreeNode["campaign"]) => void;
  onDelete: (node: TreeNode) => void;
  onExplain: Explain;
};
